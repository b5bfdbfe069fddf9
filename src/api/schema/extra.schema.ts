// The compact schema of what the published definitions leave out: option kinds, partial objects,
// tables and aggregated discovery. Same format as kubernetes.schema.ts, written by hand.
// (APIResource is here again because the list of verbs is a message of its own in protobuf.)
// https://kubernetes.io/docs/reference/using-api/api-concepts/
export const extraSchema = `
%core/v1	io.k8s.api.core.v1	k8s.io.api.core.v1		v1
@List	kind
apiVersion	-	string
items	2	[]raw	!
kind	-	string
metadata	1	meta/v1.ListMeta
@NodeProxyOptions	kind
apiVersion	-	string
kind	-	string
path	1	string
@PodAttachOptions	kind
apiVersion	-	string
container	5	string
kind	-	string
stderr	3	bool
stdin	1	bool
stdout	2	bool
tty	4	bool
@PodExecOptions	kind
apiVersion	-	string
command	6	[]string	!	list:atomic
container	5	string
kind	-	string
stderr	3	bool
stdin	1	bool
stdout	2	bool
tty	4	bool
@PodLogOptions	kind
apiVersion	-	string
container	1	string
follow	2	bool
insecureSkipTLSVerifyBackend	9	bool
kind	-	string
limitBytes	8	int64
previous	3	bool
sinceSeconds	4	int64
sinceTime	5	time
stream	10	string
tailLines	7	int64
timestamps	6	bool
@PodPortForwardOptions	kind
apiVersion	-	string
kind	-	string
ports	1	[]int32	list:atomic
@PodProxyOptions	kind
apiVersion	-	string
kind	-	string
path	1	string
@ServiceProxyOptions	kind
apiVersion	-	string
kind	-	string
path	1	string
%meta/v1	io.k8s.apimachinery.pkg.apis.meta.v1	k8s.io.apimachinery.pkg.apis.meta.v1		v1
@APIResource
categories	7	[]string	list:atomic
group	8	string
kind	3	string	!
name	1	string	!
namespaced	2	bool	!
shortNames	5	[]string	list:atomic
singularName	6	string	!
storageVersionHash	10	string
verbs	4.1	[]string	!
version	9	string
@ApplyOptions	kind
apiVersion	-	string
dryRun	1	[]string	list:atomic
fieldManager	3	string	!
force	2	bool	!
kind	-	string
@CreateOptions	kind
apiVersion	-	string
dryRun	1	[]string	list:atomic
fieldManager	3	string
fieldValidation	4	string
kind	-	string
@GetOptions	kind
apiVersion	-	string
kind	-	string
resourceVersion	1	string
@GroupVersionKind
group	1	string	!
kind	3	string	!
version	2	string	!
@ListOptions	kind
allowWatchBookmarks	9	bool
apiVersion	-	string
continue	8	string
fieldSelector	2	string
kind	-	string
labelSelector	1	string
limit	7	int64
resourceVersion	4	string
resourceVersionMatch	10	string
sendInitialEvents	11	bool
shardSelector	15	string
timeoutSeconds	5	int64
watch	3	bool
@PartialObjectMetadata	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
@PartialObjectMetadataList	kind
apiVersion	-	string
items	2	[]meta/v1.PartialObjectMetadata	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PatchOptions	kind
apiVersion	-	string
dryRun	1	[]string	list:atomic
fieldManager	3	string
fieldValidation	4	string
force	2	bool
kind	-	string
@Table	kind
apiVersion	-	string
columnDefinitions	-	[]meta/v1.TableColumnDefinition	!	list:atomic
kind	-	string
metadata	-	meta/v1.ListMeta
rows	-	[]meta/v1.TableRow	!	list:atomic
@TableColumnDefinition
description	-	string	!
format	-	string	!
name	-	string	!
priority	-	int32	!
type	-	string	!
@TableOptions	kind
apiVersion	-	string
includeObject	1	string
kind	-	string
@TableRow
cells	-	[]any	!	list:atomic
conditions	-	[]meta/v1.TableRowCondition	list:atomic
object	-	raw
@TableRowCondition
message	-	string
reason	-	string
status	-	string	!
type	-	string	!
@UpdateOptions	kind
apiVersion	-	string
dryRun	1	[]string	list:atomic
fieldManager	2	string
fieldValidation	3	string
kind	-	string
%apidiscovery/v2	io.k8s.api.apidiscovery.v2	k8s.io.api.apidiscovery.v2	apidiscovery.k8s.io	v2
@APIGroupDiscovery	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
versions	2	[]apidiscovery/v2.APIVersionDiscovery	list=version
@APIGroupDiscoveryList	kind
apiVersion	-	string
items	2	[]apidiscovery/v2.APIGroupDiscovery	!
kind	-	string
metadata	1	meta/v1.ListMeta
@APIResourceDiscovery
categories	7	[]string	list:set
resource	1	string	!
responseKind	2	meta/v1.GroupVersionKind
scope	3	string	!
shortNames	6	[]string	list:set
singularResource	4	string	!
subresources	8	[]apidiscovery/v2.APISubresourceDiscovery	list=subresource
verbs	5	[]string	!	list:set
@APISubresourceDiscovery
acceptedTypes	3	[]meta/v1.GroupVersionKind	list=group,version,kind
responseKind	2	meta/v1.GroupVersionKind
subresource	1	string	!
verbs	4	[]string	!	list:set
@APIVersionDiscovery
freshness	3	string
resources	2	[]apidiscovery/v2.APIResourceDiscovery	list=resource
version	1	string	!
`;
