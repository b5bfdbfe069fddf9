// containerd's own services that the CRI lacks: events, images, content, tasks, leases. Columns as in cri-v1.table.ts.
export const containerdTable = `
kind	parent	number	name	label	type	oneof
package	containerd.services.events.v1					
rpc	Events		Publish	->	PublishRequest -> google.protobuf.Empty	
rpc	Events		Forward	->	ForwardRequest -> google.protobuf.Empty	
rpc	Events		Subscribe	-> stream	SubscribeRequest -> Envelope	
field	PublishRequest	1	topic		string	
field	PublishRequest	2	event		google.protobuf.Any	
field	ForwardRequest	1	envelope		Envelope	
field	SubscribeRequest	1	filters	repeated	string	
field	Envelope	1	timestamp		google.protobuf.Timestamp	
field	Envelope	2	namespace		string	
field	Envelope	3	topic		string	
field	Envelope	4	event		google.protobuf.Any	
package	containerd.events					
field	TaskCreate	1	container_id		string	
field	TaskCreate	2	bundle		string	
field	TaskCreate	3	rootfs	repeated	containerd.types.Mount	
field	TaskCreate	4	io		TaskIO	
field	TaskCreate	5	checkpoint		string	
field	TaskCreate	6	pid		uint32	
field	TaskStart	1	container_id		string	
field	TaskStart	2	pid		uint32	
field	TaskDelete	1	container_id		string	
field	TaskDelete	2	pid		uint32	
field	TaskDelete	3	exit_status		uint32	
field	TaskDelete	4	exited_at		google.protobuf.Timestamp	
field	TaskDelete	5	id		string	
field	TaskIO	1	stdin		string	
field	TaskIO	2	stdout		string	
field	TaskIO	3	stderr		string	
field	TaskIO	4	terminal		bool	
field	TaskExit	1	container_id		string	
field	TaskExit	2	id		string	
field	TaskExit	3	pid		uint32	
field	TaskExit	4	exit_status		uint32	
field	TaskExit	5	exited_at		google.protobuf.Timestamp	
field	TaskOOM	1	container_id		string	
field	TaskExecAdded	1	container_id		string	
field	TaskExecAdded	2	exec_id		string	
field	TaskExecStarted	1	container_id		string	
field	TaskExecStarted	2	exec_id		string	
field	TaskExecStarted	3	pid		uint32	
field	TaskPaused	1	container_id		string	
field	TaskResumed	1	container_id		string	
field	TaskCheckpointed	1	container_id		string	
field	TaskCheckpointed	2	checkpoint		string	
package	containerd.events					
field	ContainerCreate	1	id		string	
field	ContainerCreate	2	image		string	
field	ContainerCreate.Runtime	1	name		string	
field	ContainerCreate.Runtime	2	options		google.protobuf.Any	
field	ContainerCreate	3	runtime		Runtime	
field	ContainerUpdate	1	id		string	
field	ContainerUpdate	2	image		string	
field	ContainerUpdate	3	labels		map<string,string>	
field	ContainerUpdate	4	snapshot_key		string	
field	ContainerDelete	1	id		string	
package	containerd.services.images.v1					
field	ImageCreate	1	name		string	
field	ImageCreate	2	labels		map<string,string>	
field	ImageUpdate	1	name		string	
field	ImageUpdate	2	labels		map<string,string>	
field	ImageDelete	1	name		string	
package	containerd.services.images.v1					
rpc	Images		Get	->	GetImageRequest -> GetImageResponse	
rpc	Images		List	->	ListImagesRequest -> ListImagesResponse	
rpc	Images		Create	->	CreateImageRequest -> CreateImageResponse	
rpc	Images		Update	->	UpdateImageRequest -> UpdateImageResponse	
rpc	Images		Delete	->	DeleteImageRequest -> google.protobuf.Empty	
field	Image	1	name		string	
field	Image	2	labels		map<string,string>	
field	Image	3	target		containerd.types.Descriptor	
field	Image	7	created_at		google.protobuf.Timestamp	
field	Image	8	updated_at		google.protobuf.Timestamp	
field	GetImageRequest	1	name		string	
field	GetImageResponse	1	image		Image	
field	CreateImageRequest	1	image		Image	
field	CreateImageResponse	1	image		Image	
field	UpdateImageRequest	1	image		Image	
field	UpdateImageRequest	2	update_mask		google.protobuf.FieldMask	
field	UpdateImageResponse	1	image		Image	
field	ListImagesRequest	1	filters	repeated	string	
field	ListImagesResponse	1	images	repeated	Image	
field	DeleteImageRequest	1	name		string	
field	DeleteImageRequest	2	sync		bool	
package	containerd.services.tasks.v1					
rpc	Tasks		Create	->	CreateTaskRequest -> CreateTaskResponse	
rpc	Tasks		Start	->	StartRequest -> StartResponse	
rpc	Tasks		Delete	->	DeleteTaskRequest -> DeleteResponse	
rpc	Tasks		DeleteProcess	->	DeleteProcessRequest -> DeleteResponse	
rpc	Tasks		Get	->	GetRequest -> GetResponse	
rpc	Tasks		List	->	ListTasksRequest -> ListTasksResponse	
rpc	Tasks		Kill	->	KillRequest -> google.protobuf.Empty	
rpc	Tasks		Exec	->	ExecProcessRequest -> google.protobuf.Empty	
rpc	Tasks		ResizePty	->	ResizePtyRequest -> google.protobuf.Empty	
rpc	Tasks		CloseIO	->	CloseIORequest -> google.protobuf.Empty	
rpc	Tasks		Pause	->	PauseTaskRequest -> google.protobuf.Empty	
rpc	Tasks		Resume	->	ResumeTaskRequest -> google.protobuf.Empty	
rpc	Tasks		ListPids	->	ListPidsRequest -> ListPidsResponse	
rpc	Tasks		Checkpoint	->	CheckpointTaskRequest -> CheckpointTaskResponse	
rpc	Tasks		Update	->	UpdateTaskRequest -> google.protobuf.Empty	
rpc	Tasks		Metrics	->	MetricsRequest -> MetricsResponse	
rpc	Tasks		Wait	->	WaitRequest -> WaitResponse	
field	CreateTaskRequest	1	container_id		string	
field	CreateTaskRequest	3	rootfs	repeated	containerd.types.Mount	
field	CreateTaskRequest	4	stdin		string	
field	CreateTaskRequest	5	stdout		string	
field	CreateTaskRequest	6	stderr		string	
field	CreateTaskRequest	7	terminal		bool	
field	CreateTaskRequest	8	checkpoint		containerd.types.Descriptor	
field	CreateTaskRequest	9	options		google.protobuf.Any	
field	CreateTaskRequest	10	runtime_path		string	
field	CreateTaskResponse	1	container_id		string	
field	CreateTaskResponse	2	pid		uint32	
field	StartRequest	1	container_id		string	
field	StartRequest	2	exec_id		string	
field	StartResponse	1	pid		uint32	
field	DeleteTaskRequest	1	container_id		string	
field	DeleteResponse	1	id		string	
field	DeleteResponse	2	pid		uint32	
field	DeleteResponse	3	exit_status		uint32	
field	DeleteResponse	4	exited_at		google.protobuf.Timestamp	
field	DeleteProcessRequest	1	container_id		string	
field	DeleteProcessRequest	2	exec_id		string	
field	GetRequest	1	container_id		string	
field	GetRequest	2	exec_id		string	
field	GetResponse	1	process		containerd.v1.types.Process	
field	ListTasksRequest	1	filter		string	
field	ListTasksResponse	1	tasks	repeated	containerd.v1.types.Process	
field	KillRequest	1	container_id		string	
field	KillRequest	2	exec_id		string	
field	KillRequest	3	signal		uint32	
field	KillRequest	4	all		bool	
field	ExecProcessRequest	1	container_id		string	
field	ExecProcessRequest	2	stdin		string	
field	ExecProcessRequest	3	stdout		string	
field	ExecProcessRequest	4	stderr		string	
field	ExecProcessRequest	5	terminal		bool	
field	ExecProcessRequest	6	spec		google.protobuf.Any	
field	ExecProcessRequest	7	exec_id		string	
field	ResizePtyRequest	1	container_id		string	
field	ResizePtyRequest	2	exec_id		string	
field	ResizePtyRequest	3	width		uint32	
field	ResizePtyRequest	4	height		uint32	
field	CloseIORequest	1	container_id		string	
field	CloseIORequest	2	exec_id		string	
field	CloseIORequest	3	stdin		bool	
field	PauseTaskRequest	1	container_id		string	
field	ResumeTaskRequest	1	container_id		string	
field	ListPidsRequest	1	container_id		string	
field	ListPidsResponse	1	processes	repeated	containerd.v1.types.ProcessInfo	
field	CheckpointTaskRequest	1	container_id		string	
field	CheckpointTaskRequest	2	parent_checkpoint		string	
field	CheckpointTaskRequest	3	options		google.protobuf.Any	
field	CheckpointTaskResponse	1	descriptors	repeated	containerd.types.Descriptor	
field	UpdateTaskRequest	1	container_id		string	
field	UpdateTaskRequest	2	resources		google.protobuf.Any	
field	UpdateTaskRequest	3	annotations		map<string,string>	
field	MetricsRequest	1	filters	repeated	string	
field	MetricsResponse	1	metrics	repeated	types.Metric	
field	WaitRequest	1	container_id		string	
field	WaitRequest	2	exec_id		string	
field	WaitResponse	1	exit_status		uint32	
field	WaitResponse	2	exited_at		google.protobuf.Timestamp	
package	containerd.services.namespaces.v1					
rpc	Namespaces		Get	->	GetNamespaceRequest -> GetNamespaceResponse	
rpc	Namespaces		List	->	ListNamespacesRequest -> ListNamespacesResponse	
rpc	Namespaces		Create	->	CreateNamespaceRequest -> CreateNamespaceResponse	
rpc	Namespaces		Update	->	UpdateNamespaceRequest -> UpdateNamespaceResponse	
rpc	Namespaces		Delete	->	DeleteNamespaceRequest -> google.protobuf.Empty	
field	Namespace	1	name		string	
field	Namespace	2	labels		map<string,string>	
field	GetNamespaceRequest	1	name		string	
field	GetNamespaceResponse	1	namespace		Namespace	
field	ListNamespacesRequest	1	filter		string	
field	ListNamespacesResponse	1	namespaces	repeated	Namespace	
field	CreateNamespaceRequest	1	namespace		Namespace	
field	CreateNamespaceResponse	1	namespace		Namespace	
field	UpdateNamespaceRequest	1	namespace		Namespace	
field	UpdateNamespaceRequest	2	update_mask		google.protobuf.FieldMask	
field	UpdateNamespaceResponse	1	namespace		Namespace	
field	DeleteNamespaceRequest	1	name		string	
package	containerd.services.version.v1					
rpc	Version		Version	->	google.protobuf.Empty -> VersionResponse	
field	VersionResponse	1	version		string	
field	VersionResponse	2	revision		string	
package	containerd.services.introspection.v1					
rpc	Introspection		Plugins	->	PluginsRequest -> PluginsResponse	
rpc	Introspection		Server	->	google.protobuf.Empty -> ServerResponse	
field	Plugin	1	type		string	
field	Plugin	2	id		string	
field	Plugin	3	requires	repeated	string	
field	Plugin	4	platforms	repeated	types.Platform	
field	Plugin	5	exports		map<string,string>	
field	Plugin	6	capabilities	repeated	string	
field	Plugin	7	init_err		google.rpc.Status	
field	PluginsRequest	1	filters	repeated	string	
field	PluginsResponse	1	plugins	repeated	Plugin	
field	ServerResponse	1	uuid		string	
package	containerd.services.leases.v1					
rpc	Leases		Create	->	CreateRequest -> CreateResponse	
rpc	Leases		Delete	->	DeleteRequest -> google.protobuf.Empty	
rpc	Leases		List	->	ListRequest -> ListResponse	
rpc	Leases		AddResource	->	AddResourceRequest -> google.protobuf.Empty	
rpc	Leases		DeleteResource	->	DeleteResourceRequest -> google.protobuf.Empty	
rpc	Leases		ListResources	->	ListResourcesRequest -> ListResourcesResponse	
field	Lease	1	id		string	
field	Lease	2	created_at		google.protobuf.Timestamp	
field	Lease	3	labels		map<string,string>	
field	CreateRequest	1	id		string	
field	CreateRequest	3	labels		map<string,string>	
field	CreateResponse	1	lease		Lease	
field	DeleteRequest	1	id		string	
field	DeleteRequest	2	sync		bool	
field	ListRequest	1	filters	repeated	string	
field	ListResponse	1	leases	repeated	Lease	
field	Resource	1	id		string	
field	Resource	2	type		string	
field	AddResourceRequest	1	id		string	
field	AddResourceRequest	2	resource		Resource	
field	DeleteResourceRequest	1	id		string	
field	DeleteResourceRequest	2	resource		Resource	
field	ListResourcesRequest	1	id		string	
field	ListResourcesResponse	1	resources	repeated	Resource	
package	containerd.services.content.v1					
rpc	Content		Info	->	InfoRequest -> InfoResponse	
rpc	Content		Update	->	UpdateRequest -> UpdateResponse	
rpc	Content		List	-> stream	ListContentRequest -> ListContentResponse	
rpc	Content		Delete	->	DeleteContentRequest -> google.protobuf.Empty	
rpc	Content		Read	-> stream	ReadContentRequest -> ReadContentResponse	
rpc	Content		Status	->	StatusRequest -> StatusResponse	
rpc	Content		ListStatuses	->	ListStatusesRequest -> ListStatusesResponse	
rpc	Content		Write	stream -> stream	WriteContentRequest -> WriteContentResponse	
rpc	Content		Abort	->	AbortRequest -> google.protobuf.Empty	
field	Info	1	digest		string	
field	Info	2	size		int64	
field	Info	3	created_at		google.protobuf.Timestamp	
field	Info	4	updated_at		google.protobuf.Timestamp	
field	Info	5	labels		map<string,string>	
field	InfoRequest	1	digest		string	
field	InfoResponse	1	info		Info	
field	UpdateRequest	1	info		Info	
field	UpdateRequest	2	update_mask		google.protobuf.FieldMask	
field	UpdateResponse	1	info		Info	
field	ListContentRequest	1	filters	repeated	string	
field	ListContentResponse	1	info	repeated	Info	
field	DeleteContentRequest	1	digest		string	
field	ReadContentRequest	1	digest		string	
field	ReadContentRequest	2	offset		int64	
field	ReadContentRequest	3	size		int64	
field	ReadContentResponse	1	offset		int64	
field	ReadContentResponse	2	data		bytes	
field	Status	1	started_at		google.protobuf.Timestamp	
field	Status	2	updated_at		google.protobuf.Timestamp	
field	Status	3	ref		string	
field	Status	4	offset		int64	
field	Status	5	total		int64	
field	Status	6	expected		string	
field	StatusRequest	1	ref		string	
field	StatusResponse	1	status		Status	
field	ListStatusesRequest	1	filters	repeated	string	
field	ListStatusesResponse	1	statuses	repeated	Status	
enum	WriteAction	0	STAT			
enum	WriteAction	1	WRITE			
enum	WriteAction	2	COMMIT			
field	WriteContentRequest	1	action		WriteAction	
field	WriteContentRequest	2	ref		string	
field	WriteContentRequest	3	total		int64	
field	WriteContentRequest	4	expected		string	
field	WriteContentRequest	5	offset		int64	
field	WriteContentRequest	6	data		bytes	
field	WriteContentRequest	7	labels		map<string,string>	
field	WriteContentResponse	1	action		WriteAction	
field	WriteContentResponse	2	started_at		google.protobuf.Timestamp	
field	WriteContentResponse	3	updated_at		google.protobuf.Timestamp	
field	WriteContentResponse	4	offset		int64	
field	WriteContentResponse	5	total		int64	
field	WriteContentResponse	6	digest		string	
field	AbortRequest	1	ref		string	
package	containerd.types					
field	Descriptor	1	media_type		string	
field	Descriptor	2	digest		string	
field	Descriptor	3	size		int64	
field	Descriptor	5	annotations		map<string,string>	
package	containerd.types					
field	Platform	1	os		string	
field	Platform	2	architecture		string	
field	Platform	3	variant		string	
package	containerd.types					
field	Metric	1	timestamp		google.protobuf.Timestamp	
field	Metric	2	id		string	
field	Metric	3	data		google.protobuf.Any	
package	containerd.types					
field	Mount	1	type		string	
field	Mount	2	source		string	
field	Mount	3	target		string	
field	Mount	4	options	repeated	string	
package	containerd.v1.types					
enum	Status	0	UNKNOWN			
enum	Status	1	CREATED			
enum	Status	2	RUNNING			
enum	Status	3	STOPPED			
enum	Status	4	PAUSED			
enum	Status	5	PAUSING			
field	Process	1	container_id		string	
field	Process	2	id		string	
field	Process	3	pid		uint32	
field	Process	4	status		Status	
field	Process	5	stdin		string	
field	Process	6	stdout		string	
field	Process	7	stderr		string	
field	Process	8	terminal		bool	
field	Process	9	exit_status		uint32	
field	Process	10	exited_at		google.protobuf.Timestamp	
field	ProcessInfo	1	pid		uint32	
field	ProcessInfo	2	info		google.protobuf.Any	
`;
