// The CRI v1 services: kind, parent, number, name, label, type, oneof. Descriptors and types derive from it.
export const criTable = `
kind	parent	number	name	label	type	oneof
package	runtime.v1					
rpc	RuntimeService		Version	->	VersionRequest -> VersionResponse	
rpc	RuntimeService		RunPodSandbox	->	RunPodSandboxRequest -> RunPodSandboxResponse	
rpc	RuntimeService		StopPodSandbox	->	StopPodSandboxRequest -> StopPodSandboxResponse	
rpc	RuntimeService		RemovePodSandbox	->	RemovePodSandboxRequest -> RemovePodSandboxResponse	
rpc	RuntimeService		PodSandboxStatus	->	PodSandboxStatusRequest -> PodSandboxStatusResponse	
rpc	RuntimeService		ListPodSandbox	->	ListPodSandboxRequest -> ListPodSandboxResponse	
rpc	RuntimeService		StreamPodSandboxes	-> stream	StreamPodSandboxesRequest -> StreamPodSandboxesResponse	
rpc	RuntimeService		CreateContainer	->	CreateContainerRequest -> CreateContainerResponse	
rpc	RuntimeService		StartContainer	->	StartContainerRequest -> StartContainerResponse	
rpc	RuntimeService		StopContainer	->	StopContainerRequest -> StopContainerResponse	
rpc	RuntimeService		RemoveContainer	->	RemoveContainerRequest -> RemoveContainerResponse	
rpc	RuntimeService		ListContainers	->	ListContainersRequest -> ListContainersResponse	
rpc	RuntimeService		StreamContainers	-> stream	StreamContainersRequest -> StreamContainersResponse	
rpc	RuntimeService		ContainerStatus	->	ContainerStatusRequest -> ContainerStatusResponse	
rpc	RuntimeService		UpdateContainerResources	->	UpdateContainerResourcesRequest -> UpdateContainerResourcesResponse	
rpc	RuntimeService		ReopenContainerLog	->	ReopenContainerLogRequest -> ReopenContainerLogResponse	
rpc	RuntimeService		ExecSync	->	ExecSyncRequest -> ExecSyncResponse	
rpc	RuntimeService		Exec	->	ExecRequest -> ExecResponse	
rpc	RuntimeService		Attach	->	AttachRequest -> AttachResponse	
rpc	RuntimeService		PortForward	->	PortForwardRequest -> PortForwardResponse	
rpc	RuntimeService		ContainerStats	->	ContainerStatsRequest -> ContainerStatsResponse	
rpc	RuntimeService		ListContainerStats	->	ListContainerStatsRequest -> ListContainerStatsResponse	
rpc	RuntimeService		StreamContainerStats	-> stream	StreamContainerStatsRequest -> StreamContainerStatsResponse	
rpc	RuntimeService		PodSandboxStats	->	PodSandboxStatsRequest -> PodSandboxStatsResponse	
rpc	RuntimeService		ListPodSandboxStats	->	ListPodSandboxStatsRequest -> ListPodSandboxStatsResponse	
rpc	RuntimeService		StreamPodSandboxStats	-> stream	StreamPodSandboxStatsRequest -> StreamPodSandboxStatsResponse	
rpc	RuntimeService		UpdateRuntimeConfig	->	UpdateRuntimeConfigRequest -> UpdateRuntimeConfigResponse	
rpc	RuntimeService		Status	->	StatusRequest -> StatusResponse	
rpc	RuntimeService		CheckpointContainer	->	CheckpointContainerRequest -> CheckpointContainerResponse	
rpc	RuntimeService		GetContainerEvents	-> stream	GetEventsRequest -> ContainerEventResponse	
rpc	RuntimeService		ListMetricDescriptors	->	ListMetricDescriptorsRequest -> ListMetricDescriptorsResponse	
rpc	RuntimeService		ListPodSandboxMetrics	->	ListPodSandboxMetricsRequest -> ListPodSandboxMetricsResponse	
rpc	RuntimeService		StreamPodSandboxMetrics	-> stream	StreamPodSandboxMetricsRequest -> StreamPodSandboxMetricsResponse	
rpc	RuntimeService		RuntimeConfig	->	RuntimeConfigRequest -> RuntimeConfigResponse	
rpc	RuntimeService		UpdatePodSandboxResources	->	UpdatePodSandboxResourcesRequest -> UpdatePodSandboxResourcesResponse	
rpc	ImageService		ListImages	->	ListImagesRequest -> ListImagesResponse	
rpc	ImageService		StreamImages	-> stream	StreamImagesRequest -> StreamImagesResponse	
rpc	ImageService		ImageStatus	->	ImageStatusRequest -> ImageStatusResponse	
rpc	ImageService		PullImage	->	PullImageRequest -> PullImageResponse	
rpc	ImageService		RemoveImage	->	RemoveImageRequest -> RemoveImageResponse	
rpc	ImageService		ImageFsInfo	->	ImageFsInfoRequest -> ImageFsInfoResponse	
field	VersionRequest	1	version		string	
field	VersionResponse	1	version		string	
field	VersionResponse	2	runtime_name		string	
field	VersionResponse	3	runtime_version		string	
field	VersionResponse	4	runtime_api_version		string	
field	DNSConfig	1	servers	repeated	string	
field	DNSConfig	2	searches	repeated	string	
field	DNSConfig	3	options	repeated	string	
enum	Protocol	0	TCP			
enum	Protocol	1	UDP			
enum	Protocol	2	SCTP			
field	PortMapping	1	protocol		Protocol	
field	PortMapping	2	container_port		int32	
field	PortMapping	3	host_port		int32	
field	PortMapping	4	host_ip		string	
enum	MountPropagation	0	PROPAGATION_PRIVATE			
enum	MountPropagation	1	PROPAGATION_HOST_TO_CONTAINER			
enum	MountPropagation	2	PROPAGATION_BIDIRECTIONAL			
field	Mount	1	container_path		string	
field	Mount	2	host_path		string	
field	Mount	3	readonly		bool	
field	Mount	4	selinux_relabel		bool	
field	Mount	5	propagation		MountPropagation	
field	Mount	6	uidMappings	repeated	IDMapping	
field	Mount	7	gidMappings	repeated	IDMapping	
field	Mount	8	recursive_read_only		bool	
field	Mount	9	image		ImageSpec	
field	Mount	10	image_sub_path		string	
field	IDMapping	1	host_id		uint32	
field	IDMapping	2	container_id		uint32	
field	IDMapping	3	length		uint32	
enum	NamespaceMode	0	POD			
enum	NamespaceMode	1	CONTAINER			
enum	NamespaceMode	2	NODE			
enum	NamespaceMode	3	TARGET			
field	UserNamespace	1	mode		NamespaceMode	
field	UserNamespace	2	uids	repeated	IDMapping	
field	UserNamespace	3	gids	repeated	IDMapping	
field	NamespaceOption	1	network		NamespaceMode	
field	NamespaceOption	2	pid		NamespaceMode	
field	NamespaceOption	3	ipc		NamespaceMode	
field	NamespaceOption	4	target_id		string	
field	NamespaceOption	5	userns_options		UserNamespace	
enum	SupplementalGroupsPolicy	0	Merge			
enum	SupplementalGroupsPolicy	1	Strict			
field	Int64Value	1	value		int64	
field	LinuxSandboxSecurityContext	1	namespace_options		NamespaceOption	
field	LinuxSandboxSecurityContext	2	selinux_options		SELinuxOption	
field	LinuxSandboxSecurityContext	3	run_as_user		Int64Value	
field	LinuxSandboxSecurityContext	8	run_as_group		Int64Value	
field	LinuxSandboxSecurityContext	4	readonly_rootfs		bool	
field	LinuxSandboxSecurityContext	5	supplemental_groups	repeated	int64	
field	LinuxSandboxSecurityContext	11	supplemental_groups_policy		SupplementalGroupsPolicy	
field	LinuxSandboxSecurityContext	6	privileged		bool	
field	LinuxSandboxSecurityContext	9	seccomp		SecurityProfile	
field	LinuxSandboxSecurityContext	10	apparmor		SecurityProfile	
field	LinuxSandboxSecurityContext	7	seccomp_profile_path		string	
enum	SecurityProfile.ProfileType	0	RuntimeDefault			
enum	SecurityProfile.ProfileType	1	Unconfined			
enum	SecurityProfile.ProfileType	2	Localhost			
field	SecurityProfile	1	profile_type		ProfileType	
field	SecurityProfile	2	localhost_ref		string	
field	LinuxPodSandboxConfig	1	cgroup_parent		string	
field	LinuxPodSandboxConfig	2	security_context		LinuxSandboxSecurityContext	
field	LinuxPodSandboxConfig	3	sysctls		map<string,string>	
field	LinuxPodSandboxConfig	4	overhead		LinuxContainerResources	
field	LinuxPodSandboxConfig	5	resources		LinuxContainerResources	
field	PodSandboxMetadata	1	name		string	
field	PodSandboxMetadata	2	uid		string	
field	PodSandboxMetadata	3	namespace		string	
field	PodSandboxMetadata	4	attempt		uint32	
field	PodSandboxConfig	1	metadata		PodSandboxMetadata	
field	PodSandboxConfig	2	hostname		string	
field	PodSandboxConfig	3	log_directory		string	
field	PodSandboxConfig	4	dns_config		DNSConfig	
field	PodSandboxConfig	5	port_mappings	repeated	PortMapping	
field	PodSandboxConfig	6	labels		map<string,string>	
field	PodSandboxConfig	7	annotations		map<string,string>	
field	PodSandboxConfig	8	linux		LinuxPodSandboxConfig	
field	PodSandboxConfig	9	windows		WindowsPodSandboxConfig	
field	RunPodSandboxRequest	1	config		PodSandboxConfig	
field	RunPodSandboxRequest	2	runtime_handler		string	
field	RunPodSandboxResponse	1	pod_sandbox_id		string	
field	StopPodSandboxRequest	1	pod_sandbox_id		string	
field	RemovePodSandboxRequest	1	pod_sandbox_id		string	
field	PodSandboxStatusRequest	1	pod_sandbox_id		string	
field	PodSandboxStatusRequest	2	verbose		bool	
field	PodIP	1	ip		string	
field	PodSandboxNetworkStatus	1	ip		string	
field	PodSandboxNetworkStatus	2	additional_ips	repeated	PodIP	
field	Namespace	2	options		NamespaceOption	
field	LinuxPodSandboxStatus	1	namespaces		Namespace	
enum	PodSandboxState	0	SANDBOX_READY			
enum	PodSandboxState	1	SANDBOX_NOTREADY			
field	PodSandboxStatus	1	id		string	
field	PodSandboxStatus	2	metadata		PodSandboxMetadata	
field	PodSandboxStatus	3	state		PodSandboxState	
field	PodSandboxStatus	4	created_at		int64	
field	PodSandboxStatus	5	network		PodSandboxNetworkStatus	
field	PodSandboxStatus	6	linux		LinuxPodSandboxStatus	
field	PodSandboxStatus	7	labels		map<string,string>	
field	PodSandboxStatus	8	annotations		map<string,string>	
field	PodSandboxStatus	9	runtime_handler		string	
field	PodSandboxStatusResponse	1	status		PodSandboxStatus	
field	PodSandboxStatusResponse	2	info		map<string,string>	
field	PodSandboxStatusResponse	3	containers_statuses	repeated	ContainerStatus	
field	PodSandboxStatusResponse	4	timestamp		int64	
field	PodSandboxStateValue	1	state		PodSandboxState	
field	PodSandboxFilter	1	id		string	
field	PodSandboxFilter	2	state		PodSandboxStateValue	
field	PodSandboxFilter	3	label_selector		map<string,string>	
field	ListPodSandboxRequest	1	filter		PodSandboxFilter	
field	PodSandbox	1	id		string	
field	PodSandbox	2	metadata		PodSandboxMetadata	
field	PodSandbox	3	state		PodSandboxState	
field	PodSandbox	4	created_at		int64	
field	PodSandbox	5	labels		map<string,string>	
field	PodSandbox	6	annotations		map<string,string>	
field	PodSandbox	7	runtime_handler		string	
field	ListPodSandboxResponse	1	items	repeated	PodSandbox	
field	StreamPodSandboxesRequest	1	filter		PodSandboxFilter	
field	StreamPodSandboxesResponse	1	pod_sandboxes	repeated	PodSandbox	
field	PodSandboxStatsRequest	1	pod_sandbox_id		string	
field	PodSandboxStatsResponse	1	stats		PodSandboxStats	
field	PodSandboxStatsFilter	1	id		string	
field	PodSandboxStatsFilter	2	label_selector		map<string,string>	
field	ListPodSandboxStatsRequest	1	filter		PodSandboxStatsFilter	
field	ListPodSandboxStatsResponse	1	stats	repeated	PodSandboxStats	
field	StreamPodSandboxStatsRequest	1	filter		PodSandboxStatsFilter	
field	StreamPodSandboxStatsResponse	1	pod_sandbox_stats	repeated	PodSandboxStats	
field	PodSandboxAttributes	1	id		string	
field	PodSandboxAttributes	2	metadata		PodSandboxMetadata	
field	PodSandboxAttributes	3	labels		map<string,string>	
field	PodSandboxAttributes	4	annotations		map<string,string>	
field	PodSandboxStats	1	attributes		PodSandboxAttributes	
field	PodSandboxStats	2	linux		LinuxPodSandboxStats	
field	PodSandboxStats	3	windows		WindowsPodSandboxStats	
field	LinuxPodSandboxStats	1	cpu		CpuUsage	
field	LinuxPodSandboxStats	2	memory		MemoryUsage	
field	LinuxPodSandboxStats	3	network		NetworkUsage	
field	LinuxPodSandboxStats	4	process		ProcessUsage	
field	LinuxPodSandboxStats	5	containers	repeated	ContainerStats	
field	LinuxPodSandboxStats	6	io		IoUsage	
field	WindowsPodSandboxStats	1	cpu		WindowsCpuUsage	
field	WindowsPodSandboxStats	2	memory		WindowsMemoryUsage	
field	WindowsPodSandboxStats	3	network		WindowsNetworkUsage	
field	WindowsPodSandboxStats	4	process		WindowsProcessUsage	
field	WindowsPodSandboxStats	5	containers	repeated	WindowsContainerStats	
field	NetworkUsage	1	timestamp		int64	
field	NetworkUsage	2	default_interface		NetworkInterfaceUsage	
field	NetworkUsage	3	interfaces	repeated	NetworkInterfaceUsage	
field	WindowsNetworkUsage	1	timestamp		int64	
field	WindowsNetworkUsage	2	default_interface		WindowsNetworkInterfaceUsage	
field	WindowsNetworkUsage	3	interfaces	repeated	WindowsNetworkInterfaceUsage	
field	NetworkInterfaceUsage	1	name		string	
field	NetworkInterfaceUsage	2	rx_bytes		UInt64Value	
field	NetworkInterfaceUsage	3	rx_errors		UInt64Value	
field	NetworkInterfaceUsage	4	tx_bytes		UInt64Value	
field	NetworkInterfaceUsage	5	tx_errors		UInt64Value	
field	WindowsNetworkInterfaceUsage	1	name		string	
field	WindowsNetworkInterfaceUsage	2	rx_bytes		UInt64Value	
field	WindowsNetworkInterfaceUsage	3	rx_packets_dropped		UInt64Value	
field	WindowsNetworkInterfaceUsage	4	tx_bytes		UInt64Value	
field	WindowsNetworkInterfaceUsage	5	tx_packets_dropped		UInt64Value	
field	ProcessUsage	1	timestamp		int64	
field	ProcessUsage	2	process_count		UInt64Value	
field	WindowsProcessUsage	1	timestamp		int64	
field	WindowsProcessUsage	2	process_count		UInt64Value	
field	ImageSpec	1	image		string	
field	ImageSpec	2	annotations		map<string,string>	
field	ImageSpec	18	user_specified_image		string	
field	ImageSpec	19	runtime_handler		string	
field	ImageSpec	20	image_ref		string	
field	KeyValue	1	key		string	
field	KeyValue	2	value		bytes	
field	LinuxContainerResources	1	cpu_period		int64	
field	LinuxContainerResources	2	cpu_quota		int64	
field	LinuxContainerResources	3	cpu_shares		int64	
field	LinuxContainerResources	4	memory_limit_in_bytes		int64	
field	LinuxContainerResources	5	oom_score_adj		int64	
field	LinuxContainerResources	6	cpuset_cpus		string	
field	LinuxContainerResources	7	cpuset_mems		string	
field	LinuxContainerResources	8	hugepage_limits	repeated	HugepageLimit	
field	LinuxContainerResources	9	unified		map<string,string>	
field	LinuxContainerResources	10	memory_swap_limit_in_bytes		int64	
field	HugepageLimit	1	page_size		string	
field	HugepageLimit	2	limit		uint64	
field	SELinuxOption	1	user		string	
field	SELinuxOption	2	role		string	
field	SELinuxOption	3	type		string	
field	SELinuxOption	4	level		string	
field	Capability	1	add_capabilities	repeated	string	
field	Capability	2	drop_capabilities	repeated	string	
field	Capability	3	add_ambient_capabilities	repeated	string	
field	LinuxContainerSecurityContext	1	capabilities		Capability	
field	LinuxContainerSecurityContext	2	privileged		bool	
field	LinuxContainerSecurityContext	3	namespace_options		NamespaceOption	
field	LinuxContainerSecurityContext	4	selinux_options		SELinuxOption	
field	LinuxContainerSecurityContext	5	run_as_user		Int64Value	
field	LinuxContainerSecurityContext	12	run_as_group		Int64Value	
field	LinuxContainerSecurityContext	6	run_as_username		string	
field	LinuxContainerSecurityContext	7	readonly_rootfs		bool	
field	LinuxContainerSecurityContext	8	supplemental_groups	repeated	int64	
field	LinuxContainerSecurityContext	17	supplemental_groups_policy		SupplementalGroupsPolicy	
field	LinuxContainerSecurityContext	11	no_new_privs		bool	
field	LinuxContainerSecurityContext	13	masked_paths	repeated	string	
field	LinuxContainerSecurityContext	14	readonly_paths	repeated	string	
field	LinuxContainerSecurityContext	15	seccomp		SecurityProfile	
field	LinuxContainerSecurityContext	16	apparmor		SecurityProfile	
field	LinuxContainerSecurityContext	9	apparmor_profile		string	
field	LinuxContainerSecurityContext	10	seccomp_profile_path		string	
field	LinuxContainerConfig	1	resources		LinuxContainerResources	
field	LinuxContainerConfig	2	security_context		LinuxContainerSecurityContext	
field	LinuxContainerUser	1	uid		int64	
field	LinuxContainerUser	2	gid		int64	
field	LinuxContainerUser	3	supplemental_groups	repeated	int64	
field	WindowsNamespaceOption	1	network		NamespaceMode	
field	WindowsSandboxSecurityContext	1	run_as_username		string	
field	WindowsSandboxSecurityContext	2	credential_spec		string	
field	WindowsSandboxSecurityContext	3	host_process		bool	
field	WindowsSandboxSecurityContext	4	namespace_options		WindowsNamespaceOption	
field	WindowsPodSandboxConfig	1	security_context		WindowsSandboxSecurityContext	
field	WindowsContainerSecurityContext	1	run_as_username		string	
field	WindowsContainerSecurityContext	2	credential_spec		string	
field	WindowsContainerSecurityContext	3	host_process		bool	
field	WindowsContainerConfig	1	resources		WindowsContainerResources	
field	WindowsContainerConfig	2	security_context		WindowsContainerSecurityContext	
field	WindowsContainerResources	1	cpu_shares		int64	
field	WindowsContainerResources	2	cpu_count		int64	
field	WindowsContainerResources	3	cpu_maximum		int64	
field	WindowsContainerResources	4	memory_limit_in_bytes		int64	
field	WindowsContainerResources	5	rootfs_size_in_bytes		int64	
field	WindowsContainerResources	6	affinity_cpus	repeated	WindowsCpuGroupAffinity	
field	WindowsCpuGroupAffinity	1	cpu_mask		uint64	
field	WindowsCpuGroupAffinity	2	cpu_group		uint32	
field	ContainerMetadata	1	name		string	
field	ContainerMetadata	2	attempt		uint32	
field	Device	1	container_path		string	
field	Device	2	host_path		string	
field	Device	3	permissions		string	
field	CDIDevice	1	name		string	
field	ContainerConfig	1	metadata		ContainerMetadata	
field	ContainerConfig	2	image		ImageSpec	
field	ContainerConfig	3	command	repeated	string	
field	ContainerConfig	4	args	repeated	string	
field	ContainerConfig	5	working_dir		string	
field	ContainerConfig	6	envs	repeated	KeyValue	
field	ContainerConfig	7	mounts	repeated	Mount	
field	ContainerConfig	8	devices	repeated	Device	
field	ContainerConfig	9	labels		map<string,string>	
field	ContainerConfig	10	annotations		map<string,string>	
field	ContainerConfig	11	log_path		string	
field	ContainerConfig	12	stdin		bool	
field	ContainerConfig	13	stdin_once		bool	
field	ContainerConfig	14	tty		bool	
field	ContainerConfig	15	linux		LinuxContainerConfig	
field	ContainerConfig	16	windows		WindowsContainerConfig	
field	ContainerConfig	17	CDI_devices	repeated	CDIDevice	
field	ContainerConfig	18	stop_signal		Signal	
enum	Signal	0	RUNTIME_DEFAULT			
enum	Signal	1	SIGABRT			
enum	Signal	2	SIGALRM			
enum	Signal	3	SIGBUS			
enum	Signal	4	SIGCHLD			
enum	Signal	5	SIGCLD			
enum	Signal	6	SIGCONT			
enum	Signal	7	SIGFPE			
enum	Signal	8	SIGHUP			
enum	Signal	9	SIGILL			
enum	Signal	10	SIGINT			
enum	Signal	11	SIGIO			
enum	Signal	12	SIGIOT			
enum	Signal	13	SIGKILL			
enum	Signal	14	SIGPIPE			
enum	Signal	15	SIGPOLL			
enum	Signal	16	SIGPROF			
enum	Signal	17	SIGPWR			
enum	Signal	18	SIGQUIT			
enum	Signal	19	SIGSEGV			
enum	Signal	20	SIGSTKFLT			
enum	Signal	21	SIGSTOP			
enum	Signal	22	SIGSYS			
enum	Signal	23	SIGTERM			
enum	Signal	24	SIGTRAP			
enum	Signal	25	SIGTSTP			
enum	Signal	26	SIGTTIN			
enum	Signal	27	SIGTTOU			
enum	Signal	28	SIGURG			
enum	Signal	29	SIGUSR1			
enum	Signal	30	SIGUSR2			
enum	Signal	31	SIGVTALRM			
enum	Signal	32	SIGWINCH			
enum	Signal	33	SIGXCPU			
enum	Signal	34	SIGXFSZ			
enum	Signal	35	SIGRTMIN			
enum	Signal	36	SIGRTMINPLUS1			
enum	Signal	37	SIGRTMINPLUS2			
enum	Signal	38	SIGRTMINPLUS3			
enum	Signal	39	SIGRTMINPLUS4			
enum	Signal	40	SIGRTMINPLUS5			
enum	Signal	41	SIGRTMINPLUS6			
enum	Signal	42	SIGRTMINPLUS7			
enum	Signal	43	SIGRTMINPLUS8			
enum	Signal	44	SIGRTMINPLUS9			
enum	Signal	45	SIGRTMINPLUS10			
enum	Signal	46	SIGRTMINPLUS11			
enum	Signal	47	SIGRTMINPLUS12			
enum	Signal	48	SIGRTMINPLUS13			
enum	Signal	49	SIGRTMINPLUS14			
enum	Signal	50	SIGRTMINPLUS15			
enum	Signal	51	SIGRTMAXMINUS14			
enum	Signal	52	SIGRTMAXMINUS13			
enum	Signal	53	SIGRTMAXMINUS12			
enum	Signal	54	SIGRTMAXMINUS11			
enum	Signal	55	SIGRTMAXMINUS10			
enum	Signal	56	SIGRTMAXMINUS9			
enum	Signal	57	SIGRTMAXMINUS8			
enum	Signal	58	SIGRTMAXMINUS7			
enum	Signal	59	SIGRTMAXMINUS6			
enum	Signal	60	SIGRTMAXMINUS5			
enum	Signal	61	SIGRTMAXMINUS4			
enum	Signal	62	SIGRTMAXMINUS3			
enum	Signal	63	SIGRTMAXMINUS2			
enum	Signal	64	SIGRTMAXMINUS1			
enum	Signal	65	SIGRTMAX			
field	CreateContainerRequest	1	pod_sandbox_id		string	
field	CreateContainerRequest	2	config		ContainerConfig	
field	CreateContainerRequest	3	sandbox_config		PodSandboxConfig	
field	CreateContainerResponse	1	container_id		string	
field	StartContainerRequest	1	container_id		string	
field	StopContainerRequest	1	container_id		string	
field	StopContainerRequest	2	timeout		int64	
field	RemoveContainerRequest	1	container_id		string	
enum	ContainerState	0	CONTAINER_CREATED			
enum	ContainerState	1	CONTAINER_RUNNING			
enum	ContainerState	2	CONTAINER_EXITED			
enum	ContainerState	3	CONTAINER_UNKNOWN			
field	ContainerStateValue	1	state		ContainerState	
field	ContainerFilter	1	id		string	
field	ContainerFilter	2	state		ContainerStateValue	
field	ContainerFilter	3	pod_sandbox_id		string	
field	ContainerFilter	4	label_selector		map<string,string>	
field	ListContainersRequest	1	filter		ContainerFilter	
field	Container	1	id		string	
field	Container	2	pod_sandbox_id		string	
field	Container	3	metadata		ContainerMetadata	
field	Container	4	image		ImageSpec	
field	Container	5	image_ref		string	
field	Container	6	state		ContainerState	
field	Container	7	created_at		int64	
field	Container	8	labels		map<string,string>	
field	Container	9	annotations		map<string,string>	
field	Container	10	image_id		string	
field	ListContainersResponse	1	containers	repeated	Container	
field	StreamContainersRequest	1	filter		ContainerFilter	
field	StreamContainersResponse	1	containers	repeated	Container	
field	ContainerStatusRequest	1	container_id		string	
field	ContainerStatusRequest	2	verbose		bool	
field	ContainerStatus	1	id		string	
field	ContainerStatus	2	metadata		ContainerMetadata	
field	ContainerStatus	3	state		ContainerState	
field	ContainerStatus	4	created_at		int64	
field	ContainerStatus	5	started_at		int64	
field	ContainerStatus	6	finished_at		int64	
field	ContainerStatus	7	exit_code		int32	
field	ContainerStatus	8	image		ImageSpec	
field	ContainerStatus	9	image_ref		string	
field	ContainerStatus	10	reason		string	
field	ContainerStatus	11	message		string	
field	ContainerStatus	12	labels		map<string,string>	
field	ContainerStatus	13	annotations		map<string,string>	
field	ContainerStatus	14	mounts	repeated	Mount	
field	ContainerStatus	15	log_path		string	
field	ContainerStatus	16	resources		ContainerResources	
field	ContainerStatus	17	image_id		string	
field	ContainerStatus	18	user		ContainerUser	
field	ContainerStatus	19	stop_signal		Signal	
field	ContainerStatusResponse	1	status		ContainerStatus	
field	ContainerStatusResponse	2	info		map<string,string>	
field	ContainerResources	1	linux		LinuxContainerResources	
field	ContainerResources	2	windows		WindowsContainerResources	
field	ContainerUser	1	linux		LinuxContainerUser	
field	UpdateContainerResourcesRequest	1	container_id		string	
field	UpdateContainerResourcesRequest	2	linux		LinuxContainerResources	
field	UpdateContainerResourcesRequest	3	windows		WindowsContainerResources	
field	UpdateContainerResourcesRequest	4	annotations		map<string,string>	
field	ExecSyncRequest	1	container_id		string	
field	ExecSyncRequest	2	cmd	repeated	string	
field	ExecSyncRequest	3	timeout		int64	
field	ExecSyncResponse	1	stdout		bytes	
field	ExecSyncResponse	2	stderr		bytes	
field	ExecSyncResponse	3	exit_code		int32	
field	ExecRequest	1	container_id		string	
field	ExecRequest	2	cmd	repeated	string	
field	ExecRequest	3	tty		bool	
field	ExecRequest	4	stdin		bool	
field	ExecRequest	5	stdout		bool	
field	ExecRequest	6	stderr		bool	
field	ExecResponse	1	url		string	
field	AttachRequest	1	container_id		string	
field	AttachRequest	2	stdin		bool	
field	AttachRequest	3	tty		bool	
field	AttachRequest	4	stdout		bool	
field	AttachRequest	5	stderr		bool	
field	AttachResponse	1	url		string	
field	PortForwardRequest	1	pod_sandbox_id		string	
field	PortForwardRequest	2	port	repeated	int32	
field	PortForwardResponse	1	url		string	
field	ImageFilter	1	image		ImageSpec	
field	ListImagesRequest	1	filter		ImageFilter	
field	Image	1	id		string	
field	Image	2	repo_tags	repeated	string	
field	Image	3	repo_digests	repeated	string	
field	Image	4	size		uint64	
field	Image	5	uid		Int64Value	
field	Image	6	username		string	
field	Image	7	spec		ImageSpec	
field	Image	8	pinned		bool	
field	ListImagesResponse	1	images	repeated	Image	
field	StreamImagesRequest	1	filter		ImageFilter	
field	StreamImagesResponse	1	images	repeated	Image	
field	ImageStatusRequest	1	image		ImageSpec	
field	ImageStatusRequest	2	verbose		bool	
field	ImageStatusResponse	1	image		Image	
field	ImageStatusResponse	2	info		map<string,string>	
field	AuthConfig	1	username		string	
field	AuthConfig	2	password		string	
field	AuthConfig	3	auth		string	
field	AuthConfig	4	server_address		string	
field	AuthConfig	5	identity_token		string	
field	AuthConfig	6	registry_token		string	
field	PullImageRequest	1	image		ImageSpec	
field	PullImageRequest	2	auth		AuthConfig	
field	PullImageRequest	3	sandbox_config		PodSandboxConfig	
field	PullImageResponse	1	image_ref		string	
field	RemoveImageRequest	1	image		ImageSpec	
field	NetworkConfig	1	pod_cidr		string	
field	RuntimeConfig	1	network_config		NetworkConfig	
field	UpdateRuntimeConfigRequest	1	runtime_config		RuntimeConfig	
field	RuntimeCondition	1	type		string	
field	RuntimeCondition	2	status		bool	
field	RuntimeCondition	3	reason		string	
field	RuntimeCondition	4	message		string	
field	RuntimeStatus	1	conditions	repeated	RuntimeCondition	
field	StatusRequest	1	verbose		bool	
field	RuntimeHandlerFeatures	1	recursive_read_only_mounts		bool	
field	RuntimeHandlerFeatures	2	user_namespaces		bool	
field	RuntimeHandler	1	name		string	
field	RuntimeHandler	2	features		RuntimeHandlerFeatures	
field	RuntimeFeatures	1	supplemental_groups_policy		bool	
field	RuntimeFeatures	2	user_namespaces_host_network		bool	
field	StatusResponse	1	status		RuntimeStatus	
field	StatusResponse	2	info		map<string,string>	
field	StatusResponse	3	runtime_handlers	repeated	RuntimeHandler	
field	StatusResponse	4	features		RuntimeFeatures	
field	UInt64Value	1	value		uint64	
field	FilesystemIdentifier	1	mountpoint		string	
field	FilesystemUsage	1	timestamp		int64	
field	FilesystemUsage	2	fs_id		FilesystemIdentifier	
field	FilesystemUsage	3	used_bytes		UInt64Value	
field	FilesystemUsage	4	inodes_used		UInt64Value	
field	WindowsFilesystemUsage	1	timestamp		int64	
field	WindowsFilesystemUsage	2	fs_id		FilesystemIdentifier	
field	WindowsFilesystemUsage	3	used_bytes		UInt64Value	
field	ImageFsInfoResponse	1	image_filesystems	repeated	FilesystemUsage	
field	ImageFsInfoResponse	2	container_filesystems	repeated	FilesystemUsage	
field	ContainerStatsRequest	1	container_id		string	
field	ContainerStatsResponse	1	stats		ContainerStats	
field	ListContainerStatsRequest	1	filter		ContainerStatsFilter	
field	ContainerStatsFilter	1	id		string	
field	ContainerStatsFilter	2	pod_sandbox_id		string	
field	ContainerStatsFilter	3	label_selector		map<string,string>	
field	ListContainerStatsResponse	1	stats	repeated	ContainerStats	
field	StreamContainerStatsRequest	1	filter		ContainerStatsFilter	
field	StreamContainerStatsResponse	1	container_stats	repeated	ContainerStats	
field	ContainerAttributes	1	id		string	
field	ContainerAttributes	2	metadata		ContainerMetadata	
field	ContainerAttributes	3	labels		map<string,string>	
field	ContainerAttributes	4	annotations		map<string,string>	
field	ContainerStats	1	attributes		ContainerAttributes	
field	ContainerStats	2	cpu		CpuUsage	
field	ContainerStats	3	memory		MemoryUsage	
field	ContainerStats	4	writable_layer		FilesystemUsage	
field	ContainerStats	5	swap		SwapUsage	
field	ContainerStats	6	io		IoUsage	
field	WindowsContainerStats	1	attributes		ContainerAttributes	
field	WindowsContainerStats	2	cpu		WindowsCpuUsage	
field	WindowsContainerStats	3	memory		WindowsMemoryUsage	
field	WindowsContainerStats	4	writable_layer		WindowsFilesystemUsage	
field	PsiStats	1	Full		PsiData	
field	PsiStats	2	Some		PsiData	
field	PsiData	1	Total		uint64	
field	PsiData	2	Avg10		double	
field	PsiData	3	Avg60		double	
field	PsiData	4	Avg300		double	
field	CpuUsage	1	timestamp		int64	
field	CpuUsage	2	usage_core_nano_seconds		UInt64Value	
field	CpuUsage	3	usage_nano_cores		UInt64Value	
field	CpuUsage	4	psi		PsiStats	
field	WindowsCpuUsage	1	timestamp		int64	
field	WindowsCpuUsage	2	usage_core_nano_seconds		UInt64Value	
field	WindowsCpuUsage	3	usage_nano_cores		UInt64Value	
field	MemoryUsage	1	timestamp		int64	
field	MemoryUsage	2	working_set_bytes		UInt64Value	
field	MemoryUsage	3	available_bytes		UInt64Value	
field	MemoryUsage	4	usage_bytes		UInt64Value	
field	MemoryUsage	5	rss_bytes		UInt64Value	
field	MemoryUsage	6	page_faults		UInt64Value	
field	MemoryUsage	7	major_page_faults		UInt64Value	
field	MemoryUsage	8	psi		PsiStats	
field	IoUsage	1	timestamp		int64	
field	IoUsage	2	psi		PsiStats	
field	SwapUsage	1	timestamp		int64	
field	SwapUsage	2	swap_available_bytes		UInt64Value	
field	SwapUsage	3	swap_usage_bytes		UInt64Value	
field	WindowsMemoryUsage	1	timestamp		int64	
field	WindowsMemoryUsage	2	working_set_bytes		UInt64Value	
field	WindowsMemoryUsage	3	available_bytes		UInt64Value	
field	WindowsMemoryUsage	4	page_faults		UInt64Value	
field	WindowsMemoryUsage	5	commit_memory_bytes		UInt64Value	
field	ReopenContainerLogRequest	1	container_id		string	
field	CheckpointContainerRequest	1	container_id		string	
field	CheckpointContainerRequest	2	location		string	
field	CheckpointContainerRequest	3	timeout		int64	
field	ContainerEventResponse	1	container_id		string	
field	ContainerEventResponse	2	container_event_type		ContainerEventType	
field	ContainerEventResponse	3	created_at		int64	
field	ContainerEventResponse	4	pod_sandbox_status		PodSandboxStatus	
field	ContainerEventResponse	5	containers_statuses	repeated	ContainerStatus	
enum	ContainerEventType	0	CONTAINER_CREATED_EVENT			
enum	ContainerEventType	1	CONTAINER_STARTED_EVENT			
enum	ContainerEventType	2	CONTAINER_STOPPED_EVENT			
enum	ContainerEventType	3	CONTAINER_DELETED_EVENT			
field	ListMetricDescriptorsResponse	1	descriptors	repeated	MetricDescriptor	
field	MetricDescriptor	1	name		string	
field	MetricDescriptor	2	help		string	
field	MetricDescriptor	3	label_keys	repeated	string	
field	ListPodSandboxMetricsResponse	1	pod_metrics	repeated	PodSandboxMetrics	
field	StreamPodSandboxMetricsResponse	1	pod_sandbox_metrics	repeated	PodSandboxMetrics	
field	PodSandboxMetrics	1	pod_sandbox_id		string	
field	PodSandboxMetrics	2	metrics	repeated	Metric	
field	PodSandboxMetrics	3	container_metrics	repeated	ContainerMetrics	
field	ContainerMetrics	1	container_id		string	
field	ContainerMetrics	2	metrics	repeated	Metric	
field	Metric	1	name		string	
field	Metric	2	timestamp		int64	
field	Metric	3	metric_type		MetricType	
field	Metric	4	label_values	repeated	string	
field	Metric	5	value		UInt64Value	
enum	MetricType	0	COUNTER			
enum	MetricType	1	GAUGE			
field	RuntimeConfigResponse	1	linux		LinuxRuntimeConfiguration	
field	LinuxRuntimeConfiguration	1	cgroup_driver		CgroupDriver	
enum	CgroupDriver	0	SYSTEMD			
enum	CgroupDriver	1	CGROUPFS			
field	UpdatePodSandboxResourcesRequest	1	pod_sandbox_id		string	
field	UpdatePodSandboxResourcesRequest	2	overhead		LinuxContainerResources	
field	UpdatePodSandboxResourcesRequest	3	resources		LinuxContainerResources	
`;
