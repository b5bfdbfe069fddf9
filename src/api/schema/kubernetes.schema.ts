// The compact schema of Kubernetes v1.36: every field of every kind that is served by default.
// Read by parse-schema.ts, which also describes the format.
export const kubernetesSchema = `
%core/v1	io.k8s.api.core.v1	k8s.io.api.core.v1		v1
@AWSElasticBlockStoreVolumeSource
fsType	2	string
partition	3	int32
readOnly	4	bool
volumeID	1	string	!
@Affinity
nodeAffinity	1	core/v1.NodeAffinity
podAffinity	2	core/v1.PodAffinity
podAntiAffinity	3	core/v1.PodAntiAffinity
@AppArmorProfile
localhostProfile	2	string
type	1	string	!	enum=Localhost|RuntimeDefault|Unconfined
@AttachedVolume
devicePath	2	string	!
name	1	string	!
@AzureDiskVolumeSource
cachingMode	3	string	enum=None|ReadOnly|ReadWrite	default=ref(AzureDataDiskCachingReadWrite)
diskName	1	string	!
diskURI	2	string	!
fsType	4	string	default="ext4"
kind	6	string	enum=Dedicated|Managed|Shared	default=ref(AzureSharedBlobDisk)
readOnly	5	bool	default=false
@AzureFilePersistentVolumeSource
readOnly	3	bool
secretName	1	string	!
secretNamespace	4	string
shareName	2	string	!
@AzureFileVolumeSource
readOnly	3	bool
secretName	1	string	!
shareName	2	string	!
@Binding	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
target	2	core/v1.ObjectReference	!
@CSIPersistentVolumeSource
controllerExpandSecretRef	9	core/v1.SecretReference
controllerPublishSecretRef	6	core/v1.SecretReference
driver	1	string	!
fsType	4	string
nodeExpandSecretRef	10	core/v1.SecretReference
nodePublishSecretRef	8	core/v1.SecretReference
nodeStageSecretRef	7	core/v1.SecretReference
readOnly	3	bool
volumeAttributes	5	{}string
volumeHandle	2	string	!
@CSIVolumeSource
driver	1	string	!
fsType	3	string
nodePublishSecretRef	5	core/v1.LocalObjectReference
readOnly	2	bool
volumeAttributes	4	{}string
@Capabilities
add	1	[]string	list:atomic
drop	2	[]string	list:atomic
@CephFSPersistentVolumeSource
monitors	1	[]string	!	list:atomic
path	2	string
readOnly	6	bool
secretFile	4	string
secretRef	5	core/v1.SecretReference
user	3	string
@CephFSVolumeSource
monitors	1	[]string	!	list:atomic
path	2	string
readOnly	6	bool
secretFile	4	string
secretRef	5	core/v1.LocalObjectReference
user	3	string
@CinderPersistentVolumeSource
fsType	2	string
readOnly	3	bool
secretRef	4	core/v1.SecretReference
volumeID	1	string	!
@CinderVolumeSource
fsType	2	string
readOnly	3	bool
secretRef	4	core/v1.LocalObjectReference
volumeID	1	string	!
@ClientIPConfig
timeoutSeconds	1	int32
@ClusterTrustBundleProjection
labelSelector	3	meta/v1.LabelSelector
name	1	string
optional	5	bool
path	4	string	!
signerName	2	string
@ComponentCondition
error	4	string
message	3	string
status	2	string	!
type	1	string	!
@ComponentStatus	kind
apiVersion	-	string
conditions	2	[]core/v1.ComponentCondition	list=type	patch=merge	key=type
kind	-	string
metadata	1	meta/v1.ObjectMeta
@ComponentStatusList	kind
apiVersion	-	string
items	2	[]core/v1.ComponentStatus	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ConfigMap	kind
apiVersion	-	string
binaryData	3	{}bytes
data	2	{}string
immutable	4	bool
kind	-	string
metadata	1	meta/v1.ObjectMeta
@ConfigMapEnvSource
name	1.1	string
optional	2	bool
@ConfigMapKeySelector
key	2	string	!
name	1.1	string
optional	3	bool
@ConfigMapList	kind
apiVersion	-	string
items	2	[]core/v1.ConfigMap	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ConfigMapNodeConfigSource
kubeletConfigKey	5	string	!
name	2	string	!
namespace	1	string	!
resourceVersion	4	string
uid	3	string
@ConfigMapProjection
items	2	[]core/v1.KeyToPath	list:atomic
name	1.1	string
optional	4	bool
@ConfigMapVolumeSource
defaultMode	3	int32
items	2	[]core/v1.KeyToPath	list:atomic
name	1.1	string
optional	4	bool
@Container
args	4	[]string	list:atomic
command	3	[]string	list:atomic
env	7	[]core/v1.EnvVar	list=name	patch=merge	key=name
envFrom	19	[]core/v1.EnvFromSource	list:atomic
image	2	string
imagePullPolicy	14	string	enum=Always|IfNotPresent|Never
lifecycle	12	core/v1.Lifecycle
livenessProbe	10	core/v1.Probe
name	1	string	!
ports	6	[]core/v1.ContainerPort	list=containerPort,protocol	patch=merge	key=containerPort
readinessProbe	11	core/v1.Probe
resizePolicy	23	[]core/v1.ContainerResizePolicy	list:atomic
resources	8	core/v1.ResourceRequirements
restartPolicy	24	string
restartPolicyRules	25	[]core/v1.ContainerRestartRule	list:atomic
securityContext	15	core/v1.SecurityContext
startupProbe	22	core/v1.Probe
stdin	16	bool
stdinOnce	17	bool
terminationMessagePath	13	string
terminationMessagePolicy	20	string	enum=FallbackToLogsOnError|File
tty	18	bool
volumeDevices	21	[]core/v1.VolumeDevice	list=devicePath	patch=merge	key=devicePath
volumeMounts	9	[]core/v1.VolumeMount	list=mountPath	patch=merge	key=mountPath
workingDir	5	string
@ContainerExtendedResourceRequest
containerName	1	string	!
requestName	3	string	!
resourceName	2	string	!
@ContainerImage
names	1	[]string	list:atomic
sizeBytes	2	int64
@ContainerPort
containerPort	3	int32	!
hostIP	5	string
hostPort	2	int32
name	1	string
protocol	4	string	enum=SCTP|TCP|UDP	default="TCP"
@ContainerResizePolicy
resourceName	1	string	!
restartPolicy	2	string	!
@ContainerRestartRule
action	1	string	!
exitCodes	2	core/v1.ContainerRestartRuleOnExitCodes
@ContainerRestartRuleOnExitCodes
operator	1	string	!
values	2	[]int32	list:set
@ContainerState
running	2	core/v1.ContainerStateRunning
terminated	3	core/v1.ContainerStateTerminated
waiting	1	core/v1.ContainerStateWaiting
@ContainerStateRunning
startedAt	1	time
@ContainerStateTerminated
containerID	7	string
exitCode	1	int32	!
finishedAt	6	time
message	4	string
reason	3	string
signal	2	int32
startedAt	5	time
@ContainerStateWaiting
message	2	string
reason	1	string
@ContainerStatus
allocatedResources	10	{}quantity
allocatedResourcesStatus	14	[]core/v1.ResourceStatus	list=name	patch=merge	key=name
containerID	8	string
image	6	string	!
imageID	7	string	!
lastState	3	core/v1.ContainerState
name	1	string	!
ready	4	bool	!
resources	11	core/v1.ResourceRequirements
restartCount	5	int32	!
started	9	bool
state	2	core/v1.ContainerState
stopSignal	15	string	enum=SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ
user	13	core/v1.ContainerUser
volumeMounts	12	[]core/v1.VolumeMountStatus	list=mountPath	patch=merge	key=mountPath
@ContainerUser
linux	1	core/v1.LinuxContainerUser
@DaemonEndpoint
Port	1	int32	!
@DownwardAPIProjection
items	1	[]core/v1.DownwardAPIVolumeFile	list:atomic
@DownwardAPIVolumeFile
fieldRef	2	core/v1.ObjectFieldSelector
mode	4	int32
path	1	string	!
resourceFieldRef	3	core/v1.ResourceFieldSelector
@DownwardAPIVolumeSource
defaultMode	2	int32
items	1	[]core/v1.DownwardAPIVolumeFile	list:atomic
@EmptyDirVolumeSource
medium	1	string
sizeLimit	2	quantity
@EndpointAddress
hostname	3	string
ip	1	string	!
nodeName	4	string
targetRef	2	core/v1.ObjectReference
@EndpointPort
appProtocol	4	string
name	1	string
port	2	int32	!
protocol	3	string	enum=SCTP|TCP|UDP
@EndpointSubset
addresses	1	[]core/v1.EndpointAddress	list:atomic
notReadyAddresses	2	[]core/v1.EndpointAddress	list:atomic
ports	3	[]core/v1.EndpointPort	list:atomic
@Endpoints	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
subsets	2	[]core/v1.EndpointSubset	list:atomic
@EndpointsList	kind
apiVersion	-	string
items	2	[]core/v1.Endpoints	!
kind	-	string
metadata	1	meta/v1.ListMeta
@EnvFromSource
configMapRef	2	core/v1.ConfigMapEnvSource
prefix	1	string
secretRef	3	core/v1.SecretEnvSource
@EnvVar
name	1	string	!
value	2	string
valueFrom	3	core/v1.EnvVarSource
@EnvVarSource
configMapKeyRef	3	core/v1.ConfigMapKeySelector
fieldRef	1	core/v1.ObjectFieldSelector
fileKeyRef	5	core/v1.FileKeySelector
resourceFieldRef	2	core/v1.ResourceFieldSelector
secretKeyRef	4	core/v1.SecretKeySelector
@EphemeralContainer
args	1.4	[]string	list:atomic
command	1.3	[]string	list:atomic
env	1.7	[]core/v1.EnvVar	list=name	patch=merge	key=name
envFrom	1.19	[]core/v1.EnvFromSource	list:atomic
image	1.2	string
imagePullPolicy	1.14	string
lifecycle	1.12	core/v1.Lifecycle
livenessProbe	1.10	core/v1.Probe
name	1.1	string	!
ports	1.6	[]core/v1.ContainerPort	list=containerPort,protocol	patch=merge	key=containerPort
readinessProbe	1.11	core/v1.Probe
resizePolicy	1.23	[]core/v1.ContainerResizePolicy	list:atomic
resources	1.8	core/v1.ResourceRequirements
restartPolicy	1.24	string
restartPolicyRules	1.25	[]core/v1.ContainerRestartRule	list:atomic
securityContext	1.15	core/v1.SecurityContext
startupProbe	1.22	core/v1.Probe
stdin	1.16	bool
stdinOnce	1.17	bool
targetContainerName	2	string
terminationMessagePath	1.13	string
terminationMessagePolicy	1.20	string
tty	1.18	bool
volumeDevices	1.21	[]core/v1.VolumeDevice	list=devicePath	patch=merge	key=devicePath
volumeMounts	1.9	[]core/v1.VolumeMount	list=mountPath	patch=merge	key=mountPath
workingDir	1.5	string
@EphemeralVolumeSource
volumeClaimTemplate	1	core/v1.PersistentVolumeClaimTemplate
@Event	kind
action	12	string
apiVersion	-	string
count	8	int32
eventTime	10	microtime
firstTimestamp	6	time
involvedObject	2	core/v1.ObjectReference	!
kind	-	string
lastTimestamp	7	time
message	4	string
metadata	1	meta/v1.ObjectMeta	!
reason	3	string
related	13	core/v1.ObjectReference
reportingComponent	14	string
reportingInstance	15	string
series	11	core/v1.EventSeries
source	5	core/v1.EventSource
type	9	string
@EventList	kind
apiVersion	-	string
items	2	[]core/v1.Event	!
kind	-	string
metadata	1	meta/v1.ListMeta
@EventSeries
count	1	int32
lastObservedTime	2	microtime
@EventSource
component	1	string
host	2	string
@ExecAction
command	1	[]string	list:atomic
@FCVolumeSource
fsType	3	string
lun	2	int32
readOnly	4	bool
targetWWNs	1	[]string	list:atomic
wwids	5	[]string	list:atomic
@FileKeySelector
key	3	string	!
optional	4	bool	default=false
path	2	string	!
volumeName	1	string	!
@FlexPersistentVolumeSource
driver	1	string	!
fsType	2	string
options	5	{}string
readOnly	4	bool
secretRef	3	core/v1.SecretReference
@FlexVolumeSource
driver	1	string	!
fsType	2	string
options	5	{}string
readOnly	4	bool
secretRef	3	core/v1.LocalObjectReference
@FlockerVolumeSource
datasetName	1	string
datasetUUID	2	string
@GCEPersistentDiskVolumeSource
fsType	2	string
partition	3	int32
pdName	1	string	!
readOnly	4	bool
@GRPCAction
port	1	int32	!
service	2	string	default=""
@GitRepoVolumeSource
directory	3	string
repository	1	string	!
revision	2	string
@GlusterfsPersistentVolumeSource
endpoints	1	string	!
endpointsNamespace	4	string
path	2	string	!
readOnly	3	bool
@GlusterfsVolumeSource
endpoints	1	string	!
path	2	string	!
readOnly	3	bool
@HTTPGetAction
host	3	string
httpHeaders	5	[]core/v1.HTTPHeader	list:atomic
path	1	string
port	2	intstr	!
scheme	4	string	enum=HTTP|HTTPS
@HTTPHeader
name	1	string	!
value	2	string	!
@HostAlias
hostnames	2	[]string	list:atomic
ip	1	string	!
@HostIP
ip	1	string	!
@HostPathVolumeSource
path	1	string	!
type	2	string	enum=|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket
@ISCSIPersistentVolumeSource
chapAuthDiscovery	8	bool
chapAuthSession	11	bool
fsType	5	string
initiatorName	12	string
iqn	2	string	!
iscsiInterface	4	string	default="default"
lun	3	int32	!
portals	7	[]string	list:atomic
readOnly	6	bool
secretRef	10	core/v1.SecretReference
targetPortal	1	string	!
@ISCSIVolumeSource
chapAuthDiscovery	8	bool
chapAuthSession	11	bool
fsType	5	string
initiatorName	12	string
iqn	2	string	!
iscsiInterface	4	string	default="default"
lun	3	int32	!
portals	7	[]string	list:atomic
readOnly	6	bool
secretRef	10	core/v1.LocalObjectReference
targetPortal	1	string	!
@ImageVolumeSource
pullPolicy	2	string	enum=Always|IfNotPresent|Never
reference	1	string
@ImageVolumeStatus
imageRef	1	string	!
@KeyToPath
key	1	string	!
mode	3	int32
path	2	string	!
@Lifecycle
postStart	1	core/v1.LifecycleHandler
preStop	2	core/v1.LifecycleHandler
stopSignal	3	string	enum=SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ
@LifecycleHandler
exec	1	core/v1.ExecAction
httpGet	2	core/v1.HTTPGetAction
sleep	4	core/v1.SleepAction
tcpSocket	3	core/v1.TCPSocketAction
@LimitRange	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.LimitRangeSpec
@LimitRangeItem
default	4	{}quantity
defaultRequest	5	{}quantity
max	2	{}quantity
maxLimitRequestRatio	6	{}quantity
min	3	{}quantity
type	1	string	!
@LimitRangeList	kind
apiVersion	-	string
items	2	[]core/v1.LimitRange	!
kind	-	string
metadata	1	meta/v1.ListMeta
@LimitRangeSpec
limits	1	[]core/v1.LimitRangeItem	!	list:atomic
@LinuxContainerUser
gid	2	int64	!
supplementalGroups	3	[]int64	list:atomic
uid	1	int64	!
@LoadBalancerIngress
hostname	2	string
ip	1	string
ipMode	3	string
ports	4	[]core/v1.PortStatus	list:atomic
@LoadBalancerStatus
ingress	1	[]core/v1.LoadBalancerIngress	list:atomic
@LocalObjectReference
name	1	string	default=""
@LocalVolumeSource
fsType	2	string
path	1	string	!
@ModifyVolumeStatus
status	2	string	!	enum=InProgress|Infeasible|Pending
targetVolumeAttributesClassName	1	string
@NFSVolumeSource
path	2	string	!
readOnly	3	bool
server	1	string	!
@Namespace	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.NamespaceSpec
status	3	core/v1.NamespaceStatus
@NamespaceCondition
lastTransitionTime	4	time
message	6	string
reason	5	string
status	2	string	!
type	1	string	!
@NamespaceList	kind
apiVersion	-	string
items	2	[]core/v1.Namespace	!
kind	-	string
metadata	1	meta/v1.ListMeta
@NamespaceSpec
finalizers	1	[]string	list:atomic
@NamespaceStatus
conditions	2	[]core/v1.NamespaceCondition	list=type	patch=merge	key=type
phase	1	string	enum=Active|Terminating
@Node	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.NodeSpec
status	3	core/v1.NodeStatus
@NodeAddress
address	2	string	!
type	1	string	!
@NodeAffinity
preferredDuringSchedulingIgnoredDuringExecution	2	[]core/v1.PreferredSchedulingTerm	list:atomic
requiredDuringSchedulingIgnoredDuringExecution	1	core/v1.NodeSelector
@NodeAllocatableResourceClaimStatus
containers	2	[]string	list:set
resourceClaimName	1	string	!
resources	3	{}quantity	!
@NodeCondition
lastHeartbeatTime	3	time
lastTransitionTime	4	time
message	6	string
reason	5	string
status	2	string	!
type	1	string	!
@NodeConfigSource
configMap	2	core/v1.ConfigMapNodeConfigSource
@NodeConfigStatus
active	2	core/v1.NodeConfigSource
assigned	1	core/v1.NodeConfigSource
error	4	string
lastKnownGood	3	core/v1.NodeConfigSource
@NodeDaemonEndpoints
kubeletEndpoint	1	core/v1.DaemonEndpoint
@NodeFeatures
supplementalGroupsPolicy	1	bool
@NodeList	kind
apiVersion	-	string
items	2	[]core/v1.Node	!
kind	-	string
metadata	1	meta/v1.ListMeta
@NodeRuntimeHandler
features	2	core/v1.NodeRuntimeHandlerFeatures
name	1	string
@NodeRuntimeHandlerFeatures
recursiveReadOnlyMounts	1	bool
userNamespaces	2	bool
@NodeSelector
nodeSelectorTerms	1	[]core/v1.NodeSelectorTerm	!	list:atomic
@NodeSelectorRequirement
key	1	string	!
operator	2	string	!	enum=DoesNotExist|Exists|Gt|In|Lt|NotIn
values	3	[]string	list:atomic
@NodeSelectorTerm
matchExpressions	1	[]core/v1.NodeSelectorRequirement	list:atomic
matchFields	2	[]core/v1.NodeSelectorRequirement	list:atomic
@NodeSpec
configSource	6	core/v1.NodeConfigSource
externalID	2	string
podCIDR	1	string
podCIDRs	7	[]string	list:set	patch=merge
providerID	3	string
taints	5	[]core/v1.Taint	list:atomic
unschedulable	4	bool
@NodeStatus
addresses	5	[]core/v1.NodeAddress	list=type	patch=merge	key=type
allocatable	2	{}quantity
capacity	1	{}quantity
conditions	4	[]core/v1.NodeCondition	list=type	patch=merge	key=type
config	11	core/v1.NodeConfigStatus
daemonEndpoints	6	core/v1.NodeDaemonEndpoints
declaredFeatures	14	[]string	list:atomic
features	13	core/v1.NodeFeatures
images	8	[]core/v1.ContainerImage	list:atomic
nodeInfo	7	core/v1.NodeSystemInfo
phase	3	string	enum=Pending|Running|Terminated
runtimeHandlers	12	[]core/v1.NodeRuntimeHandler	list:atomic
volumesAttached	10	[]core/v1.AttachedVolume	list:atomic
volumesInUse	9	[]string	list:atomic
@NodeSwapStatus
capacity	1	int64
@NodeSystemInfo
architecture	10	string	!
bootID	3	string	!
containerRuntimeVersion	6	string	!
kernelVersion	4	string	!
kubeProxyVersion	8	string	!
kubeletVersion	7	string	!
machineID	1	string	!
operatingSystem	9	string	!
osImage	5	string	!
swap	11	core/v1.NodeSwapStatus
systemUUID	2	string	!
@ObjectFieldSelector
apiVersion	1	string
fieldPath	2	string	!
@ObjectReference
apiVersion	5	string
fieldPath	7	string
kind	1	string
name	3	string
namespace	2	string
resourceVersion	6	string
uid	4	string
@PersistentVolume	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.PersistentVolumeSpec
status	3	core/v1.PersistentVolumeStatus
@PersistentVolumeClaim	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.PersistentVolumeClaimSpec
status	3	core/v1.PersistentVolumeClaimStatus
@PersistentVolumeClaimCondition
lastProbeTime	3	time
lastTransitionTime	4	time
message	6	string
reason	5	string
status	2	string	!
type	1	string	!
@PersistentVolumeClaimList	kind
apiVersion	-	string
items	2	[]core/v1.PersistentVolumeClaim	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PersistentVolumeClaimSpec
accessModes	1	[]string	list:atomic	enum=ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod
dataSource	7	core/v1.TypedLocalObjectReference
dataSourceRef	8	core/v1.TypedObjectReference
resources	2	core/v1.VolumeResourceRequirements
selector	4	meta/v1.LabelSelector
storageClassName	5	string
volumeAttributesClassName	9	string
volumeMode	6	string	enum=Block|Filesystem
volumeName	3	string
@PersistentVolumeClaimStatus
accessModes	2	[]string	list:atomic	enum=ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod
allocatedResourceStatuses	7	{}string	map:granular
allocatedResources	5	{}quantity
capacity	3	{}quantity
conditions	4	[]core/v1.PersistentVolumeClaimCondition	list=type	patch=merge	key=type
currentVolumeAttributesClassName	8	string
modifyVolumeStatus	9	core/v1.ModifyVolumeStatus
phase	1	string	enum=Bound|Lost|Pending
@PersistentVolumeClaimTemplate
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.PersistentVolumeClaimSpec	!
@PersistentVolumeClaimVolumeSource
claimName	1	string	!
readOnly	2	bool
@PersistentVolumeList	kind
apiVersion	-	string
items	2	[]core/v1.PersistentVolume	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PersistentVolumeSpec
accessModes	3	[]string	list:atomic	enum=ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod
awsElasticBlockStore	2.2	core/v1.AWSElasticBlockStoreVolumeSource
azureDisk	2.16	core/v1.AzureDiskVolumeSource
azureFile	2.13	core/v1.AzureFilePersistentVolumeSource
capacity	1	{}quantity
cephfs	2.9	core/v1.CephFSPersistentVolumeSource
cinder	2.8	core/v1.CinderPersistentVolumeSource
claimRef	4	core/v1.ObjectReference	map:granular
csi	2.22	core/v1.CSIPersistentVolumeSource
fc	2.10	core/v1.FCVolumeSource
flexVolume	2.12	core/v1.FlexPersistentVolumeSource
flocker	2.11	core/v1.FlockerVolumeSource
gcePersistentDisk	2.1	core/v1.GCEPersistentDiskVolumeSource
glusterfs	2.4	core/v1.GlusterfsPersistentVolumeSource
hostPath	2.3	core/v1.HostPathVolumeSource
iscsi	2.7	core/v1.ISCSIPersistentVolumeSource
local	2.20	core/v1.LocalVolumeSource
mountOptions	7	[]string	list:atomic
nfs	2.5	core/v1.NFSVolumeSource
nodeAffinity	9	core/v1.VolumeNodeAffinity
persistentVolumeReclaimPolicy	5	string	enum=Delete|Recycle|Retain
photonPersistentDisk	2.17	core/v1.PhotonPersistentDiskVolumeSource
portworxVolume	2.18	core/v1.PortworxVolumeSource
quobyte	2.15	core/v1.QuobyteVolumeSource
rbd	2.6	core/v1.RBDPersistentVolumeSource
scaleIO	2.19	core/v1.ScaleIOPersistentVolumeSource
storageClassName	6	string
storageos	2.21	core/v1.StorageOSPersistentVolumeSource
volumeAttributesClassName	10	string
volumeMode	8	string	enum=Block|Filesystem
vsphereVolume	2.14	core/v1.VsphereVirtualDiskVolumeSource
@PersistentVolumeStatus
lastPhaseTransitionTime	4	time
message	2	string
phase	1	string	enum=Available|Bound|Failed|Pending|Released
reason	3	string
@PhotonPersistentDiskVolumeSource
fsType	2	string
pdID	1	string	!
@Pod	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.PodSpec
status	3	core/v1.PodStatus
@PodAffinity
preferredDuringSchedulingIgnoredDuringExecution	2	[]core/v1.WeightedPodAffinityTerm	list:atomic
requiredDuringSchedulingIgnoredDuringExecution	1	[]core/v1.PodAffinityTerm	list:atomic
@PodAffinityTerm
labelSelector	1	meta/v1.LabelSelector
matchLabelKeys	5	[]string	list:atomic
mismatchLabelKeys	6	[]string	list:atomic
namespaceSelector	4	meta/v1.LabelSelector
namespaces	2	[]string	list:atomic
topologyKey	3	string	!
@PodAntiAffinity
preferredDuringSchedulingIgnoredDuringExecution	2	[]core/v1.WeightedPodAffinityTerm	list:atomic
requiredDuringSchedulingIgnoredDuringExecution	1	[]core/v1.PodAffinityTerm	list:atomic
@PodCertificateProjection
certificateChainPath	6	string
credentialBundlePath	4	string
keyPath	5	string
keyType	2	string	!
maxExpirationSeconds	3	int32
signerName	1	string	!
userAnnotations	7	{}string
@PodCondition
lastProbeTime	3	time
lastTransitionTime	4	time
message	6	string
observedGeneration	7	int64
reason	5	string
status	2	string	!
type	1	string	!
@PodDNSConfig
nameservers	1	[]string	list:atomic
options	3	[]core/v1.PodDNSConfigOption	list:atomic
searches	2	[]string	list:atomic
@PodDNSConfigOption
name	1	string
value	2	string
@PodExtendedResourceClaimStatus
requestMappings	1	[]core/v1.ContainerExtendedResourceRequest	!	list:atomic
resourceClaimName	2	string	!
@PodIP
ip	1	string	!
@PodList	kind
apiVersion	-	string
items	2	[]core/v1.Pod	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PodOS
name	1	string	!
@PodReadinessGate
conditionType	1	string	!
@PodResourceClaim
name	1	string	!
resourceClaimName	3	string
resourceClaimTemplateName	4	string
@PodResourceClaimStatus
name	1	string	!
resourceClaimName	2	string
@PodSchedulingGate
name	1	string	!
@PodSchedulingGroup
podGroupName	1	string
@PodSecurityContext
appArmorProfile	11	core/v1.AppArmorProfile
fsGroup	5	int64
fsGroupChangePolicy	9	string	enum=Always|OnRootMismatch
runAsGroup	6	int64
runAsNonRoot	3	bool
runAsUser	2	int64
seLinuxChangePolicy	13	string
seLinuxOptions	1	core/v1.SELinuxOptions
seccompProfile	10	core/v1.SeccompProfile
supplementalGroups	4	[]int64	list:atomic
supplementalGroupsPolicy	12	string	enum=Merge|Strict
sysctls	7	[]core/v1.Sysctl	list:atomic
windowsOptions	8	core/v1.WindowsSecurityContextOptions
@PodSpec
activeDeadlineSeconds	5	int64
affinity	18	core/v1.Affinity
automountServiceAccountToken	21	bool
containers	2	[]core/v1.Container	!	list=name	patch=merge	key=name
dnsConfig	26	core/v1.PodDNSConfig
dnsPolicy	6	string	enum=ClusterFirst|ClusterFirstWithHostNet|Default|None
enableServiceLinks	30	bool
ephemeralContainers	34	[]core/v1.EphemeralContainer	list=name	patch=merge	key=name
hostAliases	23	[]core/v1.HostAlias	list=ip	patch=merge	key=ip
hostIPC	13	bool
hostNetwork	11	bool
hostPID	12	bool
hostUsers	37	bool
hostname	16	string
hostnameOverride	41	string
imagePullSecrets	15	[]core/v1.LocalObjectReference	list=name	patch=merge	key=name
initContainers	20	[]core/v1.Container	list=name	patch=merge	key=name
nodeName	10	string
nodeSelector	7	{}string	map:atomic
os	36	core/v1.PodOS
overhead	32	{}quantity
preemptionPolicy	31	string	enum=Never|PreemptLowerPriority
priority	25	int32
priorityClassName	24	string
readinessGates	28	[]core/v1.PodReadinessGate	list:atomic
resourceClaims	39	[]core/v1.PodResourceClaim	list=name	patch=merge,retainKeys	key=name
resources	40	core/v1.ResourceRequirements
restartPolicy	3	string	enum=Always|Never|OnFailure
runtimeClassName	29	string
schedulerName	19	string
schedulingGates	38	[]core/v1.PodSchedulingGate	list=name	patch=merge	key=name
schedulingGroup	43	core/v1.PodSchedulingGroup
securityContext	14	core/v1.PodSecurityContext
serviceAccount	9	string
serviceAccountName	8	string
setHostnameAsFQDN	35	bool
shareProcessNamespace	27	bool
subdomain	17	string
terminationGracePeriodSeconds	4	int64
tolerations	22	[]core/v1.Toleration	list:atomic
topologySpreadConstraints	33	[]core/v1.TopologySpreadConstraint	list=topologyKey,whenUnsatisfiable	patch=merge	key=topologyKey
volumes	1	[]core/v1.Volume	list=name	patch=merge,retainKeys	key=name
@PodStatus
allocatedResources	19	{}quantity
conditions	2	[]core/v1.PodCondition	list=type	patch=merge	key=type
containerStatuses	8	[]core/v1.ContainerStatus	list:atomic
ephemeralContainerStatuses	13	[]core/v1.ContainerStatus	list:atomic
extendedResourceClaimStatus	18	core/v1.PodExtendedResourceClaimStatus
hostIP	5	string
hostIPs	16	[]core/v1.HostIP	list:atomic	patch=merge	key=ip
initContainerStatuses	10	[]core/v1.ContainerStatus	list:atomic
message	3	string
nodeAllocatableResourceClaimStatuses	21	[]core/v1.NodeAllocatableResourceClaimStatus	list:atomic
nominatedNodeName	11	string
observedGeneration	17	int64
phase	1	string	enum=Failed|Pending|Running|Succeeded|Unknown
podIP	6	string
podIPs	12	[]core/v1.PodIP	list=ip	patch=merge	key=ip
qosClass	9	string	enum=BestEffort|Burstable|Guaranteed
reason	4	string
resize	14	string
resourceClaimStatuses	15	[]core/v1.PodResourceClaimStatus	list=name	patch=merge,retainKeys	key=name
resources	20	core/v1.ResourceRequirements
startTime	7	time
@PodTemplate	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
template	2	core/v1.PodTemplateSpec
@PodTemplateList	kind
apiVersion	-	string
items	2	[]core/v1.PodTemplate	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PodTemplateSpec
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.PodSpec
@PortStatus
error	3	string
port	1	int32	!
protocol	2	string	!	enum=SCTP|TCP|UDP
@PortworxVolumeSource
fsType	2	string
readOnly	3	bool
volumeID	1	string	!
@PreferredSchedulingTerm
preference	2	core/v1.NodeSelectorTerm	!
weight	1	int32	!
@Probe
exec	1.1	core/v1.ExecAction
failureThreshold	6	int32
grpc	1.4	core/v1.GRPCAction
httpGet	1.2	core/v1.HTTPGetAction
initialDelaySeconds	2	int32
periodSeconds	4	int32
successThreshold	5	int32
tcpSocket	1.3	core/v1.TCPSocketAction
terminationGracePeriodSeconds	7	int64
timeoutSeconds	3	int32
@ProjectedVolumeSource
defaultMode	2	int32
sources	1	[]core/v1.VolumeProjection	list:atomic
@QuobyteVolumeSource
group	5	string
readOnly	3	bool
registry	1	string	!
tenant	6	string
user	4	string
volume	2	string	!
@RBDPersistentVolumeSource
fsType	3	string
image	2	string	!
keyring	6	string	default="/etc/ceph/keyring"
monitors	1	[]string	!	list:atomic
pool	4	string	default="rbd"
readOnly	8	bool
secretRef	7	core/v1.SecretReference
user	5	string	default="admin"
@RBDVolumeSource
fsType	3	string
image	2	string	!
keyring	6	string	default="/etc/ceph/keyring"
monitors	1	[]string	!	list:atomic
pool	4	string	default="rbd"
readOnly	8	bool
secretRef	7	core/v1.LocalObjectReference
user	5	string	default="admin"
@ReplicationController	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.ReplicationControllerSpec
status	3	core/v1.ReplicationControllerStatus
@ReplicationControllerCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@ReplicationControllerList	kind
apiVersion	-	string
items	2	[]core/v1.ReplicationController	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ReplicationControllerSpec
minReadySeconds	4	int32	default=0
replicas	1	int32	default=1
selector	2	{}string	map:atomic
template	3	core/v1.PodTemplateSpec
@ReplicationControllerStatus
availableReplicas	5	int32
conditions	6	[]core/v1.ReplicationControllerCondition	list=type	patch=merge	key=type
fullyLabeledReplicas	2	int32
observedGeneration	3	int64
readyReplicas	4	int32
replicas	1	int32	!
@ResourceClaim
name	1	string	!
request	2	string
@ResourceFieldSelector
containerName	1	string
divisor	3	quantity
resource	2	string	!
@ResourceHealth
health	2	string
message	6	string
resourceID	1	string	!
@ResourceQuota	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.ResourceQuotaSpec
status	3	core/v1.ResourceQuotaStatus
@ResourceQuotaList	kind
apiVersion	-	string
items	2	[]core/v1.ResourceQuota	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ResourceQuotaSpec
hard	1	{}quantity
scopeSelector	3	core/v1.ScopeSelector
scopes	2	[]string	list:atomic	enum=BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass
@ResourceQuotaStatus
hard	1	{}quantity
used	2	{}quantity
@ResourceRequirements
claims	3	[]core/v1.ResourceClaim	list=name
limits	1	{}quantity
requests	2	{}quantity
@ResourceStatus
name	1	string	!
resources	2	[]core/v1.ResourceHealth	list=resourceID
@SELinuxOptions
level	4	string
role	2	string
type	3	string
user	1	string
@ScaleIOPersistentVolumeSource
fsType	9	string	default="xfs"
gateway	1	string	!
protectionDomain	5	string
readOnly	10	bool
secretRef	3	core/v1.SecretReference	!
sslEnabled	4	bool
storageMode	7	string	default="ThinProvisioned"
storagePool	6	string
system	2	string	!
volumeName	8	string
@ScaleIOVolumeSource
fsType	9	string	default="xfs"
gateway	1	string	!
protectionDomain	5	string
readOnly	10	bool
secretRef	3	core/v1.LocalObjectReference	!
sslEnabled	4	bool
storageMode	7	string	default="ThinProvisioned"
storagePool	6	string
system	2	string	!
volumeName	8	string
@ScopeSelector
matchExpressions	1	[]core/v1.ScopedResourceSelectorRequirement	list:atomic
@ScopedResourceSelectorRequirement
operator	2	string	!	enum=DoesNotExist|Exists|In|NotIn
scopeName	1	string	!	enum=BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass
values	3	[]string	list:atomic
@SeccompProfile
localhostProfile	2	string
type	1	string	!	enum=Localhost|RuntimeDefault|Unconfined
@Secret	kind
apiVersion	-	string
data	2	{}bytes
immutable	5	bool
kind	-	string
metadata	1	meta/v1.ObjectMeta
stringData	4	{}string
type	3	string
@SecretEnvSource
name	1.1	string
optional	2	bool
@SecretKeySelector
key	2	string	!
name	1.1	string
optional	3	bool
@SecretList	kind
apiVersion	-	string
items	2	[]core/v1.Secret	!
kind	-	string
metadata	1	meta/v1.ListMeta
@SecretProjection
items	2	[]core/v1.KeyToPath	list:atomic
name	1.1	string
optional	4	bool
@SecretReference
name	1	string
namespace	2	string
@SecretVolumeSource
defaultMode	3	int32
items	2	[]core/v1.KeyToPath	list:atomic
optional	4	bool
secretName	1	string
@SecurityContext
allowPrivilegeEscalation	7	bool
appArmorProfile	12	core/v1.AppArmorProfile
capabilities	1	core/v1.Capabilities
privileged	2	bool
procMount	9	string	enum=Default|Unmasked
readOnlyRootFilesystem	6	bool
runAsGroup	8	int64
runAsNonRoot	5	bool
runAsUser	4	int64
seLinuxOptions	3	core/v1.SELinuxOptions
seccompProfile	11	core/v1.SeccompProfile
windowsOptions	10	core/v1.WindowsSecurityContextOptions
@Service	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	core/v1.ServiceSpec
status	3	core/v1.ServiceStatus
@ServiceAccount	kind
apiVersion	-	string
automountServiceAccountToken	4	bool
imagePullSecrets	3	[]core/v1.LocalObjectReference	list:atomic
kind	-	string
metadata	1	meta/v1.ObjectMeta
secrets	2	[]core/v1.ObjectReference	list=name	patch=merge	key=name
@ServiceAccountList	kind
apiVersion	-	string
items	2	[]core/v1.ServiceAccount	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ServiceAccountTokenProjection
audience	1	string
expirationSeconds	2	int64
path	3	string	!
@ServiceList	kind
apiVersion	-	string
items	2	[]core/v1.Service	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ServicePort
appProtocol	6	string
name	1	string
nodePort	5	int32
port	3	int32	!
protocol	2	string	enum=SCTP|TCP|UDP	default="TCP"
targetPort	4	intstr
@ServiceSpec
allocateLoadBalancerNodePorts	20	bool
clusterIP	3	string
clusterIPs	18	[]string	list:atomic
externalIPs	5	[]string	list:atomic
externalName	10	string
externalTrafficPolicy	11	string	enum=Cluster|Local
healthCheckNodePort	12	int32
internalTrafficPolicy	22	string	enum=Cluster|Local
ipFamilies	19	[]string	list:atomic	enum=|IPv4|IPv6
ipFamilyPolicy	17	string	enum=PreferDualStack|RequireDualStack|SingleStack
loadBalancerClass	21	string
loadBalancerIP	8	string
loadBalancerSourceRanges	9	[]string	list:atomic
ports	1	[]core/v1.ServicePort	list=port,protocol	patch=merge	key=port
publishNotReadyAddresses	13	bool
selector	2	{}string	map:atomic
sessionAffinity	7	string	enum=ClientIP|None
sessionAffinityConfig	14	core/v1.SessionAffinityConfig
trafficDistribution	23	string
type	4	string	enum=ClusterIP|ExternalName|LoadBalancer|NodePort
@ServiceStatus
conditions	2	[]meta/v1.Condition	list=type	patch=merge	key=type
loadBalancer	1	core/v1.LoadBalancerStatus
@SessionAffinityConfig
clientIP	1	core/v1.ClientIPConfig
@SleepAction
seconds	1	int64	!
@StorageOSPersistentVolumeSource
fsType	3	string
readOnly	4	bool
secretRef	5	core/v1.ObjectReference
volumeName	1	string
volumeNamespace	2	string
@StorageOSVolumeSource
fsType	3	string
readOnly	4	bool
secretRef	5	core/v1.LocalObjectReference
volumeName	1	string
volumeNamespace	2	string
@Sysctl
name	1	string	!
value	2	string	!
@TCPSocketAction
host	2	string
port	1	intstr	!
@Taint
effect	3	string	!	enum=NoExecute|NoSchedule|PreferNoSchedule
key	1	string	!
timeAdded	4	time
value	2	string
@Toleration
effect	4	string	enum=NoExecute|NoSchedule|PreferNoSchedule
key	1	string
operator	2	string	enum=Equal|Exists|Gt|Lt
tolerationSeconds	5	int64
value	3	string
@TopologySelectorLabelRequirement
key	1	string	!
values	2	[]string	!	list:atomic
@TopologySelectorTerm
matchLabelExpressions	1	[]core/v1.TopologySelectorLabelRequirement	list:atomic
@TopologySpreadConstraint
labelSelector	4	meta/v1.LabelSelector
matchLabelKeys	8	[]string	list:atomic
maxSkew	1	int32	!
minDomains	5	int32
nodeAffinityPolicy	6	string	enum=Honor|Ignore
nodeTaintsPolicy	7	string	enum=Honor|Ignore
topologyKey	2	string	!
whenUnsatisfiable	3	string	!	enum=DoNotSchedule|ScheduleAnyway
@TypedLocalObjectReference
apiGroup	1	string
kind	2	string	!
name	3	string	!
@TypedObjectReference
apiGroup	1	string
kind	2	string	!
name	3	string	!
namespace	4	string
@Volume
awsElasticBlockStore	2.4	core/v1.AWSElasticBlockStoreVolumeSource
azureDisk	2.22	core/v1.AzureDiskVolumeSource
azureFile	2.18	core/v1.AzureFileVolumeSource
cephfs	2.14	core/v1.CephFSVolumeSource
cinder	2.13	core/v1.CinderVolumeSource
configMap	2.19	core/v1.ConfigMapVolumeSource
csi	2.28	core/v1.CSIVolumeSource
downwardAPI	2.16	core/v1.DownwardAPIVolumeSource
emptyDir	2.2	core/v1.EmptyDirVolumeSource
ephemeral	2.29	core/v1.EphemeralVolumeSource
fc	2.17	core/v1.FCVolumeSource
flexVolume	2.12	core/v1.FlexVolumeSource
flocker	2.15	core/v1.FlockerVolumeSource
gcePersistentDisk	2.3	core/v1.GCEPersistentDiskVolumeSource
gitRepo	2.5	core/v1.GitRepoVolumeSource
glusterfs	2.9	core/v1.GlusterfsVolumeSource
hostPath	2.1	core/v1.HostPathVolumeSource
image	2.30	core/v1.ImageVolumeSource
iscsi	2.8	core/v1.ISCSIVolumeSource
name	1	string	!
nfs	2.7	core/v1.NFSVolumeSource
persistentVolumeClaim	2.10	core/v1.PersistentVolumeClaimVolumeSource
photonPersistentDisk	2.23	core/v1.PhotonPersistentDiskVolumeSource
portworxVolume	2.24	core/v1.PortworxVolumeSource
projected	2.26	core/v1.ProjectedVolumeSource
quobyte	2.21	core/v1.QuobyteVolumeSource
rbd	2.11	core/v1.RBDVolumeSource
scaleIO	2.25	core/v1.ScaleIOVolumeSource
secret	2.6	core/v1.SecretVolumeSource
storageos	2.27	core/v1.StorageOSVolumeSource
vsphereVolume	2.20	core/v1.VsphereVirtualDiskVolumeSource
@VolumeDevice
devicePath	2	string	!
name	1	string	!
@VolumeMount
mountPath	3	string	!
mountPropagation	5	string	enum=Bidirectional|HostToContainer|None
name	1	string	!
readOnly	2	bool
recursiveReadOnly	7	string
subPath	4	string
subPathExpr	6	string
@VolumeMountStatus
mountPath	2	string	!
name	1	string	!
readOnly	3	bool
recursiveReadOnly	4	string
volumeStatus	5	core/v1.VolumeStatus
@VolumeNodeAffinity
required	1	core/v1.NodeSelector
@VolumeProjection
clusterTrustBundle	5	core/v1.ClusterTrustBundleProjection
configMap	3	core/v1.ConfigMapProjection
downwardAPI	2	core/v1.DownwardAPIProjection
podCertificate	6	core/v1.PodCertificateProjection
secret	1	core/v1.SecretProjection
serviceAccountToken	4	core/v1.ServiceAccountTokenProjection
@VolumeResourceRequirements
limits	1	{}quantity
requests	2	{}quantity
@VolumeStatus
image	1	core/v1.ImageVolumeStatus
@VsphereVirtualDiskVolumeSource
fsType	2	string
storagePolicyID	4	string
storagePolicyName	3	string
volumePath	1	string	!
@WeightedPodAffinityTerm
podAffinityTerm	2	core/v1.PodAffinityTerm	!
weight	1	int32	!
@WindowsSecurityContextOptions
gmsaCredentialSpec	2	string
gmsaCredentialSpecName	1	string
hostProcess	4	bool
runAsUserName	3	string
%admissionregistration/v1	io.k8s.api.admissionregistration.v1	k8s.io.api.admissionregistration.v1	admissionregistration.k8s.io	v1
@ApplyConfiguration
expression	1	string
@AuditAnnotation
key	1	string	!
valueExpression	2	string	!
@ExpressionWarning
fieldRef	2	string	!
warning	3	string	!
@JSONPatch
expression	1	string
@MatchCondition
expression	2	string	!
name	1	string	!
@MatchResources
excludeResourceRules	4	[]admissionregistration/v1.NamedRuleWithOperations	list:atomic
matchPolicy	7	string	enum=Equivalent|Exact
namespaceSelector	1	meta/v1.LabelSelector
objectSelector	2	meta/v1.LabelSelector
resourceRules	3	[]admissionregistration/v1.NamedRuleWithOperations	list:atomic
@MutatingAdmissionPolicy	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	admissionregistration/v1.MutatingAdmissionPolicySpec
@MutatingAdmissionPolicyBinding	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	admissionregistration/v1.MutatingAdmissionPolicyBindingSpec
@MutatingAdmissionPolicyBindingList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.MutatingAdmissionPolicyBinding	!
kind	-	string
metadata	1	meta/v1.ListMeta
@MutatingAdmissionPolicyBindingSpec
matchResources	3	admissionregistration/v1.MatchResources
paramRef	2	admissionregistration/v1.ParamRef
policyName	1	string
@MutatingAdmissionPolicyList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.MutatingAdmissionPolicy	!
kind	-	string
metadata	1	meta/v1.ListMeta
@MutatingAdmissionPolicySpec
failurePolicy	5	string	enum=Fail|Ignore
matchConditions	6	[]admissionregistration/v1.MatchCondition	list=name	patch=merge	key=name
matchConstraints	2	admissionregistration/v1.MatchResources
mutations	4	[]admissionregistration/v1.Mutation	list:atomic
paramKind	1	admissionregistration/v1.ParamKind
reinvocationPolicy	7	string	enum=IfNeeded|Never
variables	3	[]admissionregistration/v1.Variable	list:atomic
@MutatingWebhook
admissionReviewVersions	8	[]string	!	list:atomic
clientConfig	2	admissionregistration/v1.WebhookClientConfig	!
failurePolicy	4	string	enum=Fail|Ignore
matchConditions	12	[]admissionregistration/v1.MatchCondition	list=name	patch=merge	key=name
matchPolicy	9	string	enum=Equivalent|Exact
name	1	string	!
namespaceSelector	5	meta/v1.LabelSelector
objectSelector	11	meta/v1.LabelSelector
reinvocationPolicy	10	string	enum=IfNeeded|Never
rules	3	[]admissionregistration/v1.RuleWithOperations	list:atomic
sideEffects	6	string	!	enum=None|NoneOnDryRun|Some|Unknown
timeoutSeconds	7	int32
@MutatingWebhookConfiguration	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
webhooks	2	[]admissionregistration/v1.MutatingWebhook	list=name	patch=merge	key=name
@MutatingWebhookConfigurationList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.MutatingWebhookConfiguration	!
kind	-	string
metadata	1	meta/v1.ListMeta
@Mutation
applyConfiguration	3	admissionregistration/v1.ApplyConfiguration
jsonPatch	4	admissionregistration/v1.JSONPatch
patchType	2	string	!	enum=ApplyConfiguration|JSONPatch
@NamedRuleWithOperations
apiGroups	2.2.1	[]string	list:atomic
apiVersions	2.2.2	[]string	list:atomic
operations	2.1	[]string	list:atomic
resourceNames	1	[]string	list:atomic
resources	2.2.3	[]string	list:atomic
scope	2.2.4	string
@ParamKind
apiVersion	1	string
kind	2	string
@ParamRef
name	1	string
namespace	2	string
parameterNotFoundAction	4	string
selector	3	meta/v1.LabelSelector
@RuleWithOperations
apiGroups	2.1	[]string	list:atomic
apiVersions	2.2	[]string	list:atomic
operations	1	[]string	list:atomic	enum=*|CONNECT|CREATE|DELETE|UPDATE
resources	2.3	[]string	list:atomic
scope	2.4	string
@ServiceReference
name	2	string	!
namespace	1	string	!
path	3	string
port	4	int32
@TypeChecking
expressionWarnings	1	[]admissionregistration/v1.ExpressionWarning	list:atomic
@ValidatingAdmissionPolicy	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	admissionregistration/v1.ValidatingAdmissionPolicySpec
status	3	admissionregistration/v1.ValidatingAdmissionPolicyStatus
@ValidatingAdmissionPolicyBinding	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec	!
@ValidatingAdmissionPolicyBindingList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.ValidatingAdmissionPolicyBinding	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ValidatingAdmissionPolicyBindingSpec
matchResources	3	admissionregistration/v1.MatchResources
paramRef	2	admissionregistration/v1.ParamRef
policyName	1	string	!
validationActions	4	[]string	!	list:set	enum=Audit|Deny|Warn
@ValidatingAdmissionPolicyList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.ValidatingAdmissionPolicy	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ValidatingAdmissionPolicySpec
auditAnnotations	5	[]admissionregistration/v1.AuditAnnotation	list:atomic
failurePolicy	4	string	enum=Fail|Ignore
matchConditions	6	[]admissionregistration/v1.MatchCondition	list=name	patch=merge	key=name
matchConstraints	2	admissionregistration/v1.MatchResources
paramKind	1	admissionregistration/v1.ParamKind
validations	3	[]admissionregistration/v1.Validation	list:atomic
variables	7	[]admissionregistration/v1.Variable	list=name	patch=merge	key=name
@ValidatingAdmissionPolicyStatus
conditions	3	[]meta/v1.Condition	list=type
observedGeneration	1	int64
typeChecking	2	admissionregistration/v1.TypeChecking
@ValidatingWebhook
admissionReviewVersions	8	[]string	!	list:atomic
clientConfig	2	admissionregistration/v1.WebhookClientConfig	!
failurePolicy	4	string	enum=Fail|Ignore
matchConditions	11	[]admissionregistration/v1.MatchCondition	list=name	patch=merge	key=name
matchPolicy	9	string	enum=Equivalent|Exact
name	1	string	!
namespaceSelector	5	meta/v1.LabelSelector
objectSelector	10	meta/v1.LabelSelector
rules	3	[]admissionregistration/v1.RuleWithOperations	list:atomic
sideEffects	6	string	!	enum=None|NoneOnDryRun|Some|Unknown
timeoutSeconds	7	int32
@ValidatingWebhookConfiguration	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
webhooks	2	[]admissionregistration/v1.ValidatingWebhook	list=name	patch=merge	key=name
@ValidatingWebhookConfigurationList	kind
apiVersion	-	string
items	2	[]admissionregistration/v1.ValidatingWebhookConfiguration	!
kind	-	string
metadata	1	meta/v1.ListMeta
@Validation
expression	1	string	!
message	2	string
messageExpression	4	string
reason	3	string
@Variable
expression	2	string	!
name	1	string	!
@WebhookClientConfig
caBundle	2	bytes
service	1	admissionregistration/v1.ServiceReference
url	3	string
%apps/v1	io.k8s.api.apps.v1	k8s.io.api.apps.v1	apps	v1
@ControllerRevision	kind
apiVersion	-	string
data	2	raw
kind	-	string
metadata	1	meta/v1.ObjectMeta
revision	3	int64	!
@ControllerRevisionList	kind
apiVersion	-	string
items	2	[]apps/v1.ControllerRevision	!
kind	-	string
metadata	1	meta/v1.ListMeta
@DaemonSet	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apps/v1.DaemonSetSpec
status	3	apps/v1.DaemonSetStatus
@DaemonSetCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@DaemonSetList	kind
apiVersion	-	string
items	2	[]apps/v1.DaemonSet	!
kind	-	string
metadata	1	meta/v1.ListMeta
@DaemonSetSpec
minReadySeconds	4	int32
revisionHistoryLimit	6	int32
selector	1	meta/v1.LabelSelector	!
template	2	core/v1.PodTemplateSpec	!
updateStrategy	3	apps/v1.DaemonSetUpdateStrategy
@DaemonSetStatus
collisionCount	9	int32
conditions	10	[]apps/v1.DaemonSetCondition	list=type	patch=merge	key=type
currentNumberScheduled	1	int32	!
desiredNumberScheduled	3	int32	!
numberAvailable	7	int32
numberMisscheduled	2	int32	!
numberReady	4	int32	!
numberUnavailable	8	int32
observedGeneration	5	int64
updatedNumberScheduled	6	int32
@DaemonSetUpdateStrategy
rollingUpdate	2	apps/v1.RollingUpdateDaemonSet
type	1	string	enum=OnDelete|RollingUpdate
@Deployment	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apps/v1.DeploymentSpec
status	3	apps/v1.DeploymentStatus
@DeploymentCondition
lastTransitionTime	7	time
lastUpdateTime	6	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@DeploymentList	kind
apiVersion	-	string
items	2	[]apps/v1.Deployment	!
kind	-	string
metadata	1	meta/v1.ListMeta
@DeploymentSpec
minReadySeconds	5	int32
paused	7	bool
progressDeadlineSeconds	9	int32
replicas	1	int32
revisionHistoryLimit	6	int32
selector	2	meta/v1.LabelSelector	!
strategy	4	apps/v1.DeploymentStrategy	patch=retainKeys
template	3	core/v1.PodTemplateSpec	!
@DeploymentStatus
availableReplicas	4	int32
collisionCount	8	int32
conditions	6	[]apps/v1.DeploymentCondition	list=type	patch=merge	key=type
observedGeneration	1	int64
readyReplicas	7	int32
replicas	2	int32
terminatingReplicas	9	int32
unavailableReplicas	5	int32
updatedReplicas	3	int32
@DeploymentStrategy
rollingUpdate	2	apps/v1.RollingUpdateDeployment
type	1	string	enum=Recreate|RollingUpdate
@ReplicaSet	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apps/v1.ReplicaSetSpec
status	3	apps/v1.ReplicaSetStatus
@ReplicaSetCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@ReplicaSetList	kind
apiVersion	-	string
items	2	[]apps/v1.ReplicaSet	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ReplicaSetSpec
minReadySeconds	4	int32
replicas	1	int32
selector	2	meta/v1.LabelSelector	!
template	3	core/v1.PodTemplateSpec
@ReplicaSetStatus
availableReplicas	5	int32
conditions	6	[]apps/v1.ReplicaSetCondition	list=type	patch=merge	key=type
fullyLabeledReplicas	2	int32
observedGeneration	3	int64
readyReplicas	4	int32
replicas	1	int32	!
terminatingReplicas	7	int32
@RollingUpdateDaemonSet
maxSurge	2	intstr
maxUnavailable	1	intstr
@RollingUpdateDeployment
maxSurge	2	intstr
maxUnavailable	1	intstr
@RollingUpdateStatefulSetStrategy
maxUnavailable	2	intstr
partition	1	int32
@StatefulSet	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apps/v1.StatefulSetSpec
status	3	apps/v1.StatefulSetStatus
@StatefulSetCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@StatefulSetList	kind
apiVersion	-	string
items	2	[]apps/v1.StatefulSet	!
kind	-	string
metadata	1	meta/v1.ListMeta
@StatefulSetOrdinals
start	1	int32
@StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted	1	string
whenScaled	2	string
@StatefulSetSpec
minReadySeconds	9	int32
ordinals	11	apps/v1.StatefulSetOrdinals
persistentVolumeClaimRetentionPolicy	10	apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
podManagementPolicy	6	string	enum=OrderedReady|Parallel
replicas	1	int32
revisionHistoryLimit	8	int32
selector	2	meta/v1.LabelSelector	!
serviceName	5	string
template	3	core/v1.PodTemplateSpec	!
updateStrategy	7	apps/v1.StatefulSetUpdateStrategy
volumeClaimTemplates	4	[]core/v1.PersistentVolumeClaim	list:atomic
@StatefulSetStatus
availableReplicas	11	int32
collisionCount	9	int32
conditions	10	[]apps/v1.StatefulSetCondition	list=type	patch=merge	key=type
currentReplicas	4	int32
currentRevision	6	string
observedGeneration	1	int64
readyReplicas	3	int32
replicas	2	int32	!
updateRevision	7	string
updatedReplicas	5	int32
@StatefulSetUpdateStrategy
rollingUpdate	2	apps/v1.RollingUpdateStatefulSetStrategy
type	1	string	enum=OnDelete|RollingUpdate
%authentication/v1	io.k8s.api.authentication.v1	k8s.io.api.authentication.v1	authentication.k8s.io	v1
@BoundObjectReference
apiVersion	2	string
kind	1	string
name	3	string
uid	4	string
@SelfSubjectReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
status	2	authentication/v1.SelfSubjectReviewStatus
@SelfSubjectReviewStatus
userInfo	1	authentication/v1.UserInfo
@TokenRequest	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authentication/v1.TokenRequestSpec
status	3	authentication/v1.TokenRequestStatus
@TokenRequestSpec
audiences	1	[]string	list:atomic
boundObjectRef	3	authentication/v1.BoundObjectReference
expirationSeconds	4	int64
@TokenRequestStatus
expirationTimestamp	2	time
token	1	string
@TokenReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authentication/v1.TokenReviewSpec	!
status	3	authentication/v1.TokenReviewStatus
@TokenReviewSpec
audiences	2	[]string	list:atomic
token	1	string	!
@TokenReviewStatus
audiences	4	[]string	list:atomic
authenticated	1	bool
error	3	string
user	2	authentication/v1.UserInfo
@UserInfo
extra	4	{}[]string
groups	3	[]string	list:atomic
uid	2	string
username	1	string
%authorization/v1	io.k8s.api.authorization.v1	k8s.io.api.authorization.v1	authorization.k8s.io	v1
@FieldSelectorAttributes
rawSelector	1	string
requirements	2	[]meta/v1.FieldSelectorRequirement	list:atomic
@LabelSelectorAttributes
rawSelector	1	string
requirements	2	[]meta/v1.LabelSelectorRequirement	list:atomic
@LocalSubjectAccessReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authorization/v1.SubjectAccessReviewSpec	!
status	3	authorization/v1.SubjectAccessReviewStatus
@NonResourceAttributes
path	1	string
verb	2	string
@NonResourceRule
nonResourceURLs	2	[]string	list:atomic
verbs	1	[]string	!	list:atomic
@ResourceAttributes
fieldSelector	8	authorization/v1.FieldSelectorAttributes
group	3	string
labelSelector	9	authorization/v1.LabelSelectorAttributes
name	7	string
namespace	1	string
resource	5	string
subresource	6	string
verb	2	string
version	4	string
@ResourceRule
apiGroups	2	[]string	list:atomic
resourceNames	4	[]string	list:atomic
resources	3	[]string	list:atomic
verbs	1	[]string	!	list:atomic
@SelfSubjectAccessReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authorization/v1.SelfSubjectAccessReviewSpec	!
status	3	authorization/v1.SubjectAccessReviewStatus
@SelfSubjectAccessReviewSpec
nonResourceAttributes	2	authorization/v1.NonResourceAttributes
resourceAttributes	1	authorization/v1.ResourceAttributes
@SelfSubjectRulesReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authorization/v1.SelfSubjectRulesReviewSpec	!
status	3	authorization/v1.SubjectRulesReviewStatus
@SelfSubjectRulesReviewSpec
namespace	1	string
@SubjectAccessReview	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	authorization/v1.SubjectAccessReviewSpec	!
status	3	authorization/v1.SubjectAccessReviewStatus
@SubjectAccessReviewSpec
extra	5	{}[]string
groups	4	[]string	list:atomic
nonResourceAttributes	2	authorization/v1.NonResourceAttributes
resourceAttributes	1	authorization/v1.ResourceAttributes
uid	6	string
user	3	string
@SubjectAccessReviewStatus
allowed	1	bool	!
denied	4	bool
evaluationError	3	string
reason	2	string
@SubjectRulesReviewStatus
evaluationError	4	string
incomplete	3	bool	!
nonResourceRules	2	[]authorization/v1.NonResourceRule	!	list:atomic
resourceRules	1	[]authorization/v1.ResourceRule	!	list:atomic
%autoscaling/v1	io.k8s.api.autoscaling.v1	k8s.io.api.autoscaling.v1	autoscaling	v1
@CrossVersionObjectReference
apiVersion	3	string
kind	1	string	!
name	2	string	!
@HorizontalPodAutoscaler	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	autoscaling/v1.HorizontalPodAutoscalerSpec	!
status	3	autoscaling/v1.HorizontalPodAutoscalerStatus
@HorizontalPodAutoscalerList	kind
apiVersion	-	string
items	2	[]autoscaling/v1.HorizontalPodAutoscaler	!
kind	-	string
metadata	1	meta/v1.ListMeta
@HorizontalPodAutoscalerSpec
maxReplicas	3	int32	!
minReplicas	2	int32
scaleTargetRef	1	autoscaling/v1.CrossVersionObjectReference	!
targetCPUUtilizationPercentage	4	int32
@HorizontalPodAutoscalerStatus
currentCPUUtilizationPercentage	5	int32
currentReplicas	3	int32	!
desiredReplicas	4	int32	!
lastScaleTime	2	time
observedGeneration	1	int64
@Scale	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	autoscaling/v1.ScaleSpec
status	3	autoscaling/v1.ScaleStatus
@ScaleSpec
replicas	1	int32	default=0
@ScaleStatus
replicas	1	int32	!
selector	2	string
%autoscaling/v2	io.k8s.api.autoscaling.v2	k8s.io.api.autoscaling.v2	autoscaling	v2
@ContainerResourceMetricSource
container	3	string	!
name	1	string	!
target	2	autoscaling/v2.MetricTarget	!
@ContainerResourceMetricStatus
container	3	string	!
current	2	autoscaling/v2.MetricValueStatus	!
name	1	string	!
@CrossVersionObjectReference
apiVersion	3	string
kind	1	string	!
name	2	string	!
@ExternalMetricSource
metric	1	autoscaling/v2.MetricIdentifier	!
target	2	autoscaling/v2.MetricTarget	!
@ExternalMetricStatus
current	2	autoscaling/v2.MetricValueStatus	!
metric	1	autoscaling/v2.MetricIdentifier	!
@HPAScalingPolicy
periodSeconds	3	int32	!
type	1	string	!
value	2	int32	!
@HPAScalingRules
policies	2	[]autoscaling/v2.HPAScalingPolicy	list:atomic
selectPolicy	1	string
stabilizationWindowSeconds	3	int32
tolerance	4	quantity
@HorizontalPodAutoscaler	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	autoscaling/v2.HorizontalPodAutoscalerSpec	!
status	3	autoscaling/v2.HorizontalPodAutoscalerStatus
@HorizontalPodAutoscalerBehavior
scaleDown	2	autoscaling/v2.HPAScalingRules
scaleUp	1	autoscaling/v2.HPAScalingRules
@HorizontalPodAutoscalerCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@HorizontalPodAutoscalerList	kind
apiVersion	-	string
items	2	[]autoscaling/v2.HorizontalPodAutoscaler	!
kind	-	string
metadata	1	meta/v1.ListMeta
@HorizontalPodAutoscalerSpec
behavior	5	autoscaling/v2.HorizontalPodAutoscalerBehavior
maxReplicas	3	int32	!
metrics	4	[]autoscaling/v2.MetricSpec	list:atomic
minReplicas	2	int32
scaleTargetRef	1	autoscaling/v2.CrossVersionObjectReference	!
@HorizontalPodAutoscalerStatus
conditions	6	[]autoscaling/v2.HorizontalPodAutoscalerCondition	list=type	patch=merge	key=type
currentMetrics	5	[]autoscaling/v2.MetricStatus	list:atomic
currentReplicas	3	int32
desiredReplicas	4	int32	!
lastScaleTime	2	time
observedGeneration	1	int64
@MetricIdentifier
name	1	string	!
selector	2	meta/v1.LabelSelector
@MetricSpec
containerResource	7	autoscaling/v2.ContainerResourceMetricSource
external	5	autoscaling/v2.ExternalMetricSource
object	2	autoscaling/v2.ObjectMetricSource
pods	3	autoscaling/v2.PodsMetricSource
resource	4	autoscaling/v2.ResourceMetricSource
type	1	string	!
@MetricStatus
containerResource	7	autoscaling/v2.ContainerResourceMetricStatus
external	5	autoscaling/v2.ExternalMetricStatus
object	2	autoscaling/v2.ObjectMetricStatus
pods	3	autoscaling/v2.PodsMetricStatus
resource	4	autoscaling/v2.ResourceMetricStatus
type	1	string	!
@MetricTarget
averageUtilization	4	int32
averageValue	3	quantity
type	1	string	!
value	2	quantity
@MetricValueStatus
averageUtilization	3	int32
averageValue	2	quantity
value	1	quantity
@ObjectMetricSource
describedObject	1	autoscaling/v2.CrossVersionObjectReference	!
metric	3	autoscaling/v2.MetricIdentifier	!
target	2	autoscaling/v2.MetricTarget	!
@ObjectMetricStatus
current	2	autoscaling/v2.MetricValueStatus	!
describedObject	3	autoscaling/v2.CrossVersionObjectReference	!
metric	1	autoscaling/v2.MetricIdentifier	!
@PodsMetricSource
metric	1	autoscaling/v2.MetricIdentifier	!
target	2	autoscaling/v2.MetricTarget	!
@PodsMetricStatus
current	2	autoscaling/v2.MetricValueStatus	!
metric	1	autoscaling/v2.MetricIdentifier	!
@ResourceMetricSource
name	1	string	!
target	2	autoscaling/v2.MetricTarget	!
@ResourceMetricStatus
current	2	autoscaling/v2.MetricValueStatus	!
name	1	string	!
%batch/v1	io.k8s.api.batch.v1	k8s.io.api.batch.v1	batch	v1
@CronJob	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	batch/v1.CronJobSpec	!
status	3	batch/v1.CronJobStatus
@CronJobList	kind
apiVersion	-	string
items	2	[]batch/v1.CronJob	!
kind	-	string
metadata	1	meta/v1.ListMeta
@CronJobSpec
concurrencyPolicy	3	string	enum=Allow|Forbid|Replace
failedJobsHistoryLimit	7	int32
jobTemplate	5	batch/v1.JobTemplateSpec	!
schedule	1	string	!
startingDeadlineSeconds	2	int64
successfulJobsHistoryLimit	6	int32
suspend	4	bool
timeZone	8	string
@CronJobStatus
active	1	[]core/v1.ObjectReference	list:atomic
lastScheduleTime	4	time
lastSuccessfulTime	5	time
@Job	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	batch/v1.JobSpec
status	3	batch/v1.JobStatus
@JobCondition
lastProbeTime	3	time
lastTransitionTime	4	time
message	6	string
reason	5	string
status	2	string	!
type	1	string	!
@JobList	kind
apiVersion	-	string
items	2	[]batch/v1.Job	!
kind	-	string
metadata	1	meta/v1.ListMeta
@JobSpec
activeDeadlineSeconds	3	int64
backoffLimit	7	int32
backoffLimitPerIndex	12	int32
completionMode	9	string	enum=Indexed|NonIndexed
completions	2	int32
managedBy	15	string
manualSelector	5	bool
maxFailedIndexes	13	int32
parallelism	1	int32
podFailurePolicy	11	batch/v1.PodFailurePolicy
podReplacementPolicy	14	string	enum=Failed|TerminatingOrFailed
selector	4	meta/v1.LabelSelector
successPolicy	16	batch/v1.SuccessPolicy
suspend	10	bool
template	6	core/v1.PodTemplateSpec	!
ttlSecondsAfterFinished	8	int32
@JobStatus
active	4	int32
completedIndexes	7	string
completionTime	3	time
conditions	1	[]batch/v1.JobCondition	list:atomic	patch=merge	key=type
failed	6	int32
failedIndexes	10	string
ready	9	int32
startTime	2	time
succeeded	5	int32
terminating	11	int32
uncountedTerminatedPods	8	batch/v1.UncountedTerminatedPods
@JobTemplateSpec
metadata	1	meta/v1.ObjectMeta
spec	2	batch/v1.JobSpec
@PodFailurePolicy
rules	1	[]batch/v1.PodFailurePolicyRule	!	list:atomic
@PodFailurePolicyOnExitCodesRequirement
containerName	1	string
operator	2	string	!	enum=In|NotIn
values	3	[]int32	!	list:set
@PodFailurePolicyOnPodConditionsPattern
status	2	string
type	1	string	!
@PodFailurePolicyRule
action	1	string	!	enum=Count|FailIndex|FailJob|Ignore
onExitCodes	2	batch/v1.PodFailurePolicyOnExitCodesRequirement
onPodConditions	3	[]batch/v1.PodFailurePolicyOnPodConditionsPattern	list:atomic
@SuccessPolicy
rules	1	[]batch/v1.SuccessPolicyRule	!	list:atomic
@SuccessPolicyRule
succeededCount	2	int32
succeededIndexes	1	string
@UncountedTerminatedPods
failed	2	[]string	list:set
succeeded	1	[]string	list:set
%certificates/v1	io.k8s.api.certificates.v1	k8s.io.api.certificates.v1	certificates.k8s.io	v1
@CertificateSigningRequest	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	certificates/v1.CertificateSigningRequestSpec	!
status	3	certificates/v1.CertificateSigningRequestStatus
@CertificateSigningRequestCondition
lastTransitionTime	5	time
lastUpdateTime	4	time
message	3	string
reason	2	string
status	6	string	!
type	1	string	!
@CertificateSigningRequestList	kind
apiVersion	-	string
items	2	[]certificates/v1.CertificateSigningRequest	!
kind	-	string
metadata	1	meta/v1.ListMeta
@CertificateSigningRequestSpec
expirationSeconds	8	int32
extra	6	{}[]string
groups	4	[]string	list:atomic
request	1	bytes	!
signerName	7	string	!
uid	3	string
usages	5	[]string	list:atomic	enum=any|cert sign|client auth|code signing|content commitment|crl sign|data encipherment|decipher only|digital signature|email protection|encipher only|ipsec end system|ipsec tunnel|ipsec user|key agreement|key encipherment|microsoft sgc|netscape sgc|ocsp signing|s/mime|server auth|signing|timestamping
username	2	string
@CertificateSigningRequestStatus
certificate	2	bytes
conditions	1	[]certificates/v1.CertificateSigningRequestCondition	list=type
%coordination/v1	io.k8s.api.coordination.v1	k8s.io.api.coordination.v1	coordination.k8s.io	v1
@Lease	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	coordination/v1.LeaseSpec
@LeaseList	kind
apiVersion	-	string
items	2	[]coordination/v1.Lease	!
kind	-	string
metadata	1	meta/v1.ListMeta
@LeaseSpec
acquireTime	3	microtime
holderIdentity	1	string
leaseDurationSeconds	2	int32
leaseTransitions	5	int32
preferredHolder	7	string
renewTime	4	microtime
strategy	6	string
%discovery/v1	io.k8s.api.discovery.v1	k8s.io.api.discovery.v1	discovery.k8s.io	v1
@Endpoint
addresses	1	[]string	!	list:set
conditions	2	discovery/v1.EndpointConditions
deprecatedTopology	5	{}string
hints	8	discovery/v1.EndpointHints
hostname	3	string
nodeName	6	string
targetRef	4	core/v1.ObjectReference
zone	7	string
@EndpointConditions
ready	1	bool
serving	2	bool
terminating	3	bool
@EndpointHints
forNodes	2	[]discovery/v1.ForNode	list:atomic
forZones	1	[]discovery/v1.ForZone	list:atomic
@EndpointPort
appProtocol	4	string
name	1	string
port	3	int32
protocol	2	string
@EndpointSlice	kind
addressType	4	string	!
apiVersion	-	string
endpoints	2	[]discovery/v1.Endpoint	list:atomic
kind	-	string
metadata	1	meta/v1.ObjectMeta
ports	3	[]discovery/v1.EndpointPort	list:atomic
@EndpointSliceList	kind
apiVersion	-	string
items	2	[]discovery/v1.EndpointSlice	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ForNode
name	1	string	!
@ForZone
name	1	string	!
%events/v1	io.k8s.api.events.v1	k8s.io.api.events.v1	events.k8s.io	v1
@Event	kind
action	6	string
apiVersion	-	string
deprecatedCount	15	int32
deprecatedFirstTimestamp	13	time
deprecatedLastTimestamp	14	time
deprecatedSource	12	core/v1.EventSource
eventTime	2	microtime	!
kind	-	string
metadata	1	meta/v1.ObjectMeta
note	10	string
reason	7	string
regarding	8	core/v1.ObjectReference
related	9	core/v1.ObjectReference
reportingController	4	string
reportingInstance	5	string
series	3	events/v1.EventSeries
type	11	string
@EventList	kind
apiVersion	-	string
items	2	[]events/v1.Event	!
kind	-	string
metadata	1	meta/v1.ListMeta
@EventSeries
count	1	int32	!
lastObservedTime	2	microtime	!
%flowcontrol/v1	io.k8s.api.flowcontrol.v1	k8s.io.api.flowcontrol.v1	flowcontrol.apiserver.k8s.io	v1
@ExemptPriorityLevelConfiguration
lendablePercent	2	int32
nominalConcurrencyShares	1	int32
@FlowDistinguisherMethod
type	1	string	!
@FlowSchema	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	flowcontrol/v1.FlowSchemaSpec
status	3	flowcontrol/v1.FlowSchemaStatus
@FlowSchemaCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string
type	1	string
@FlowSchemaList	kind
apiVersion	-	string
items	2	[]flowcontrol/v1.FlowSchema	!
kind	-	string
metadata	1	meta/v1.ListMeta
@FlowSchemaSpec
distinguisherMethod	3	flowcontrol/v1.FlowDistinguisherMethod
matchingPrecedence	2	int32
priorityLevelConfiguration	1	flowcontrol/v1.PriorityLevelConfigurationReference	!
rules	4	[]flowcontrol/v1.PolicyRulesWithSubjects	list:atomic
@FlowSchemaStatus
conditions	1	[]flowcontrol/v1.FlowSchemaCondition	list=type	patch=merge	key=type
@GroupSubject
name	1	string	!
@LimitResponse
queuing	2	flowcontrol/v1.QueuingConfiguration
type	1	string	!
@LimitedPriorityLevelConfiguration
borrowingLimitPercent	4	int32
lendablePercent	3	int32
limitResponse	2	flowcontrol/v1.LimitResponse
nominalConcurrencyShares	1	int32
@NonResourcePolicyRule
nonResourceURLs	6	[]string	!	list:set
verbs	1	[]string	!	list:set
@PolicyRulesWithSubjects
nonResourceRules	3	[]flowcontrol/v1.NonResourcePolicyRule	list:atomic
resourceRules	2	[]flowcontrol/v1.ResourcePolicyRule	list:atomic
subjects	1	[]flowcontrol/v1.Subject	!	list:atomic
@PriorityLevelConfiguration	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	flowcontrol/v1.PriorityLevelConfigurationSpec
status	3	flowcontrol/v1.PriorityLevelConfigurationStatus
@PriorityLevelConfigurationCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string
type	1	string
@PriorityLevelConfigurationList	kind
apiVersion	-	string
items	2	[]flowcontrol/v1.PriorityLevelConfiguration	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PriorityLevelConfigurationReference
name	1	string	!
@PriorityLevelConfigurationSpec
exempt	3	flowcontrol/v1.ExemptPriorityLevelConfiguration
limited	2	flowcontrol/v1.LimitedPriorityLevelConfiguration
type	1	string	!
@PriorityLevelConfigurationStatus
conditions	1	[]flowcontrol/v1.PriorityLevelConfigurationCondition	list=type	patch=merge	key=type
@QueuingConfiguration
handSize	2	int32
queueLengthLimit	3	int32
queues	1	int32
@ResourcePolicyRule
apiGroups	2	[]string	!	list:set
clusterScope	4	bool
namespaces	5	[]string	list:set
resources	3	[]string	!	list:set
verbs	1	[]string	!	list:set
@ServiceAccountSubject
name	2	string	!
namespace	1	string	!
@Subject
group	3	flowcontrol/v1.GroupSubject
kind	1	string	!
serviceAccount	4	flowcontrol/v1.ServiceAccountSubject
user	2	flowcontrol/v1.UserSubject
@UserSubject
name	1	string	!
%networking/v1	io.k8s.api.networking.v1	k8s.io.api.networking.v1	networking.k8s.io	v1
@HTTPIngressPath
backend	2	networking/v1.IngressBackend	!
path	1	string
pathType	3	string	!
@HTTPIngressRuleValue
paths	1	[]networking/v1.HTTPIngressPath	!	list:atomic
@IPAddress	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	networking/v1.IPAddressSpec	!
@IPAddressList	kind
apiVersion	-	string
items	2	[]networking/v1.IPAddress	!
kind	-	string
metadata	1	meta/v1.ListMeta
@IPAddressSpec
parentRef	1	networking/v1.ParentReference	!
@IPBlock
cidr	1	string	!
except	2	[]string	list:atomic
@Ingress	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	networking/v1.IngressSpec
status	3	networking/v1.IngressStatus
@IngressBackend
resource	3	core/v1.TypedLocalObjectReference
service	4	networking/v1.IngressServiceBackend
@IngressClass	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	networking/v1.IngressClassSpec
@IngressClassList	kind
apiVersion	-	string
items	2	[]networking/v1.IngressClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
@IngressClassParametersReference
apiGroup	1	string
kind	2	string	!
name	3	string	!
namespace	5	string
scope	4	string
@IngressClassSpec
controller	1	string
parameters	2	networking/v1.IngressClassParametersReference
@IngressList	kind
apiVersion	-	string
items	2	[]networking/v1.Ingress	!
kind	-	string
metadata	1	meta/v1.ListMeta
@IngressLoadBalancerIngress
hostname	2	string
ip	1	string
ports	4	[]networking/v1.IngressPortStatus	list:atomic
@IngressLoadBalancerStatus
ingress	1	[]networking/v1.IngressLoadBalancerIngress	list:atomic
@IngressPortStatus
error	3	string
port	1	int32	!
protocol	2	string	!
@IngressRule
host	1	string
http	2.1	networking/v1.HTTPIngressRuleValue
@IngressServiceBackend
name	1	string	!
port	2	networking/v1.ServiceBackendPort
@IngressSpec
defaultBackend	1	networking/v1.IngressBackend
ingressClassName	4	string
rules	3	[]networking/v1.IngressRule	list:atomic
tls	2	[]networking/v1.IngressTLS	list:atomic
@IngressStatus
loadBalancer	1	networking/v1.IngressLoadBalancerStatus
@IngressTLS
hosts	1	[]string	list:atomic
secretName	2	string
@NetworkPolicy	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	networking/v1.NetworkPolicySpec
@NetworkPolicyEgressRule
ports	1	[]networking/v1.NetworkPolicyPort	list:atomic
to	2	[]networking/v1.NetworkPolicyPeer	list:atomic
@NetworkPolicyIngressRule
from	2	[]networking/v1.NetworkPolicyPeer	list:atomic
ports	1	[]networking/v1.NetworkPolicyPort	list:atomic
@NetworkPolicyList	kind
apiVersion	-	string
items	2	[]networking/v1.NetworkPolicy	!
kind	-	string
metadata	1	meta/v1.ListMeta
@NetworkPolicyPeer
ipBlock	3	networking/v1.IPBlock
namespaceSelector	2	meta/v1.LabelSelector
podSelector	1	meta/v1.LabelSelector
@NetworkPolicyPort
endPort	3	int32
port	2	intstr
protocol	1	string
@NetworkPolicySpec
egress	3	[]networking/v1.NetworkPolicyEgressRule	list:atomic
ingress	2	[]networking/v1.NetworkPolicyIngressRule	list:atomic
podSelector	1	meta/v1.LabelSelector
policyTypes	4	[]string	list:atomic	enum=Egress|Ingress
@ParentReference
group	1	string
name	4	string	!
namespace	3	string
resource	2	string	!
@ServiceBackendPort
name	1	string
number	2	int32
@ServiceCIDR	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	networking/v1.ServiceCIDRSpec
status	3	networking/v1.ServiceCIDRStatus
@ServiceCIDRList	kind
apiVersion	-	string
items	2	[]networking/v1.ServiceCIDR	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ServiceCIDRSpec
cidrs	1	[]string	list:atomic
@ServiceCIDRStatus
conditions	1	[]meta/v1.Condition	list=type	patch=merge	key=type
%node/v1	io.k8s.api.node.v1	k8s.io.api.node.v1	node.k8s.io	v1
@Overhead
podFixed	1	{}quantity
@RuntimeClass	kind
apiVersion	-	string
handler	2	string	!
kind	-	string
metadata	1	meta/v1.ObjectMeta
overhead	3	node/v1.Overhead
scheduling	4	node/v1.Scheduling
@RuntimeClassList	kind
apiVersion	-	string
items	2	[]node/v1.RuntimeClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
@Scheduling
nodeSelector	1	{}string	map:atomic
tolerations	2	[]core/v1.Toleration	list:atomic
%policy/v1	io.k8s.api.policy.v1	k8s.io.api.policy.v1	policy	v1
@Eviction	kind
apiVersion	-	string
deleteOptions	2	meta/v1.DeleteOptions
kind	-	string
metadata	1	meta/v1.ObjectMeta
@PodDisruptionBudget	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	policy/v1.PodDisruptionBudgetSpec
status	3	policy/v1.PodDisruptionBudgetStatus
@PodDisruptionBudgetList	kind
apiVersion	-	string
items	2	[]policy/v1.PodDisruptionBudget	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PodDisruptionBudgetSpec
maxUnavailable	3	intstr
minAvailable	1	intstr
selector	2	meta/v1.LabelSelector	patch=replace
unhealthyPodEvictionPolicy	4	string	enum=AlwaysAllow|IfHealthyBudget
@PodDisruptionBudgetStatus
conditions	7	[]meta/v1.Condition	list=type	patch=merge	key=type
currentHealthy	4	int32
desiredHealthy	5	int32
disruptedPods	2	{}time
disruptionsAllowed	3	int32
expectedPods	6	int32
observedGeneration	1	int64
%rbac/v1	io.k8s.api.rbac.v1	k8s.io.api.rbac.v1	rbac.authorization.k8s.io	v1
@AggregationRule
clusterRoleSelectors	1	[]meta/v1.LabelSelector	list:atomic
@ClusterRole	kind
aggregationRule	3	rbac/v1.AggregationRule
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
rules	2	[]rbac/v1.PolicyRule	list:atomic
@ClusterRoleBinding	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
roleRef	3	rbac/v1.RoleRef	!
subjects	2	[]rbac/v1.Subject	list:atomic
@ClusterRoleBindingList	kind
apiVersion	-	string
items	2	[]rbac/v1.ClusterRoleBinding	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ClusterRoleList	kind
apiVersion	-	string
items	2	[]rbac/v1.ClusterRole	!
kind	-	string
metadata	1	meta/v1.ListMeta
@PolicyRule
apiGroups	2	[]string	list:atomic
nonResourceURLs	5	[]string	list:atomic
resourceNames	4	[]string	list:atomic
resources	3	[]string	list:atomic
verbs	1	[]string	!	list:atomic
@Role	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
rules	2	[]rbac/v1.PolicyRule	list:atomic
@RoleBinding	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
roleRef	3	rbac/v1.RoleRef	!
subjects	2	[]rbac/v1.Subject	list:atomic
@RoleBindingList	kind
apiVersion	-	string
items	2	[]rbac/v1.RoleBinding	!
kind	-	string
metadata	1	meta/v1.ListMeta
@RoleList	kind
apiVersion	-	string
items	2	[]rbac/v1.Role	!
kind	-	string
metadata	1	meta/v1.ListMeta
@RoleRef
apiGroup	1	string
kind	2	string	!
name	3	string	!
@Subject
apiGroup	2	string
kind	1	string	!
name	3	string	!
namespace	4	string
%resource/v1	io.k8s.api.resource.v1	k8s.io.api.resource.v1	resource.k8s.io	v1
@AllocatedDeviceStatus
conditions	4	[]meta/v1.Condition	list=type
data	5	raw
device	3	string	!
driver	1	string	!
networkData	6	resource/v1.NetworkDeviceData
pool	2	string	!
shareID	7	string
@AllocationResult
allocationTimestamp	5	time
devices	1	resource/v1.DeviceAllocationResult
nodeSelector	3	core/v1.NodeSelector
@CELDeviceSelector
expression	1	string	!
@CapacityRequestPolicy
default	1	quantity
validRange	4	resource/v1.CapacityRequestPolicyRange
validValues	3	[]quantity	list:atomic
@CapacityRequestPolicyRange
max	2	quantity
min	1	quantity	!
step	3	quantity
@CapacityRequirements
requests	1	{}quantity
@Counter
value	1	quantity	!
@CounterSet
counters	2	{}resource/v1.Counter	!
name	1	string	!
@Device
allNodes	7	bool
allowMultipleAllocations	12	bool
attributes	2	{}resource/v1.DeviceAttribute
bindingConditions	10	[]string	list:atomic
bindingFailureConditions	11	[]string	list:atomic
bindsToNode	9	bool
capacity	3	{}resource/v1.DeviceCapacity
consumesCounters	4	[]resource/v1.DeviceCounterConsumption	list:atomic
name	1	string	!
nodeAllocatableResourceMappings	13	{}resource/v1.NodeAllocatableResourceMapping
nodeName	5	string
nodeSelector	6	core/v1.NodeSelector
taints	8	[]resource/v1.DeviceTaint	list:atomic
@DeviceAllocationConfiguration
opaque	3.1	resource/v1.OpaqueDeviceConfiguration
requests	2	[]string	list:atomic
source	1	string	!	enum=FromClaim|FromClass
@DeviceAllocationResult
config	2	[]resource/v1.DeviceAllocationConfiguration	list:atomic
results	1	[]resource/v1.DeviceRequestAllocationResult	list:atomic
@DeviceAttribute
bool	3	bool
bools	7	[]bool	list:atomic
int	2	int64
ints	6	[]int64	list:atomic
string	4	string
strings	8	[]string	list:atomic
version	5	string
versions	9	[]string	list:atomic
@DeviceCapacity
requestPolicy	2	resource/v1.CapacityRequestPolicy
value	1	quantity	!
@DeviceClaim
config	3	[]resource/v1.DeviceClaimConfiguration	list:atomic
constraints	2	[]resource/v1.DeviceConstraint	list:atomic
requests	1	[]resource/v1.DeviceRequest	list:atomic
@DeviceClaimConfiguration
opaque	2.1	resource/v1.OpaqueDeviceConfiguration
requests	1	[]string	list:atomic
@DeviceClass	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	resource/v1.DeviceClassSpec	!
@DeviceClassConfiguration
opaque	1.1	resource/v1.OpaqueDeviceConfiguration
@DeviceClassList	kind
apiVersion	-	string
items	2	[]resource/v1.DeviceClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
@DeviceClassSpec
config	2	[]resource/v1.DeviceClassConfiguration	list:atomic
extendedResourceName	4	string
selectors	1	[]resource/v1.DeviceSelector	list:atomic
@DeviceConstraint
distinctAttribute	3	string
matchAttribute	2	string
requests	1	[]string	list:atomic
@DeviceCounterConsumption
counterSet	1	string	!
counters	2	{}resource/v1.Counter	!
@DeviceRequest
exactly	2	resource/v1.ExactDeviceRequest
firstAvailable	3	[]resource/v1.DeviceSubRequest	list:atomic
name	1	string	!
@DeviceRequestAllocationResult
adminAccess	5	bool
bindingConditions	7	[]string	list:atomic
bindingFailureConditions	8	[]string	list:atomic
consumedCapacity	10	{}quantity
device	4	string	!
driver	2	string	!
pool	3	string	!
request	1	string	!
shareID	9	string
tolerations	6	[]resource/v1.DeviceToleration	list:atomic
@DeviceSelector
cel	1	resource/v1.CELDeviceSelector
@DeviceSubRequest
allocationMode	4	string
capacity	7	resource/v1.CapacityRequirements
count	5	int64
deviceClassName	2	string	!
name	1	string	!
selectors	3	[]resource/v1.DeviceSelector	list:atomic
tolerations	6	[]resource/v1.DeviceToleration	list:atomic
@DeviceTaint
effect	3	string	!	enum=NoExecute|NoSchedule|None
key	1	string	!
timeAdded	4	time
value	2	string
@DeviceToleration
effect	4	string	enum=NoExecute|NoSchedule|None
key	1	string
operator	2	string	enum=Equal|Exists	default="Equal"
tolerationSeconds	5	int64
value	3	string
@ExactDeviceRequest
adminAccess	5	bool
allocationMode	3	string
capacity	7	resource/v1.CapacityRequirements
count	4	int64
deviceClassName	1	string	!
selectors	2	[]resource/v1.DeviceSelector	list:atomic
tolerations	6	[]resource/v1.DeviceToleration	list:atomic
@NetworkDeviceData
hardwareAddress	3	string
interfaceName	1	string
ips	2	[]string	list:atomic
@NodeAllocatableResourceMapping
allocationMultiplier	2	quantity
capacityKey	1	string
@OpaqueDeviceConfiguration
driver	1	string	!
parameters	2	raw	!
@ResourceClaim	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	resource/v1.ResourceClaimSpec	!
status	3	resource/v1.ResourceClaimStatus
@ResourceClaimConsumerReference
apiGroup	1	string
name	4	string	!
resource	3	string	!
uid	5	string	!
@ResourceClaimList	kind
apiVersion	-	string
items	2	[]resource/v1.ResourceClaim	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ResourceClaimSpec
devices	1	resource/v1.DeviceClaim
@ResourceClaimStatus
allocation	1	resource/v1.AllocationResult
devices	4	[]resource/v1.AllocatedDeviceStatus	list=driver,device,pool,shareID
reservedFor	2	[]resource/v1.ResourceClaimConsumerReference	list=uid	patch=merge	key=uid
@ResourceClaimTemplate	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	resource/v1.ResourceClaimTemplateSpec	!
@ResourceClaimTemplateList	kind
apiVersion	-	string
items	2	[]resource/v1.ResourceClaimTemplate	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ResourceClaimTemplateSpec
metadata	1	meta/v1.ObjectMeta
spec	2	resource/v1.ResourceClaimSpec	!
@ResourcePool
generation	2	int64	!
name	1	string	!
resourceSliceCount	3	int64	!
@ResourceSlice	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	resource/v1.ResourceSliceSpec	!
@ResourceSliceList	kind
apiVersion	-	string
items	2	[]resource/v1.ResourceSlice	!
kind	-	string
metadata	1	meta/v1.ListMeta
@ResourceSliceSpec
allNodes	5	bool
devices	6	[]resource/v1.Device	list:atomic
driver	1	string	!
nodeName	3	string
nodeSelector	4	core/v1.NodeSelector
perDeviceNodeSelection	7	bool
pool	2	resource/v1.ResourcePool	!
sharedCounters	8	[]resource/v1.CounterSet	list:atomic
%scheduling/v1	io.k8s.api.scheduling.v1	k8s.io.api.scheduling.v1	scheduling.k8s.io	v1
@PriorityClass	kind
apiVersion	-	string
description	4	string
globalDefault	3	bool
kind	-	string
metadata	1	meta/v1.ObjectMeta
preemptionPolicy	5	string
value	2	int32
@PriorityClassList	kind
apiVersion	-	string
items	2	[]scheduling/v1.PriorityClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
%storage/v1	io.k8s.api.storage.v1	k8s.io.api.storage.v1	storage.k8s.io	v1
@CSIDriver	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	storage/v1.CSIDriverSpec	!
@CSIDriverList	kind
apiVersion	-	string
items	2	[]storage/v1.CSIDriver	!
kind	-	string
metadata	1	meta/v1.ListMeta
@CSIDriverSpec
attachRequired	1	bool
fsGroupPolicy	5	string
nodeAllocatableUpdatePeriodSeconds	9	int64
podInfoOnMount	2	bool
preventPodSchedulingIfMissing	11	bool
requiresRepublish	7	bool
seLinuxMount	8	bool
serviceAccountTokenInSecrets	10	bool
storageCapacity	4	bool
tokenRequests	6	[]storage/v1.TokenRequest	list:atomic
volumeLifecycleModes	3	[]string	list:set
@CSINode	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	storage/v1.CSINodeSpec	!
@CSINodeDriver
allocatable	4	storage/v1.VolumeNodeResources
name	1	string	!
nodeID	2	string	!
topologyKeys	3	[]string	list:atomic
@CSINodeList	kind
apiVersion	-	string
items	2	[]storage/v1.CSINode	!
kind	-	string
metadata	1	meta/v1.ListMeta
@CSINodeSpec
drivers	1	[]storage/v1.CSINodeDriver	!	list=name	patch=merge	key=name
@CSIStorageCapacity	kind
apiVersion	-	string
capacity	4	quantity
kind	-	string
maximumVolumeSize	5	quantity
metadata	1	meta/v1.ObjectMeta
nodeTopology	2	meta/v1.LabelSelector
storageClassName	3	string	!
@CSIStorageCapacityList	kind
apiVersion	-	string
items	2	[]storage/v1.CSIStorageCapacity	!
kind	-	string
metadata	1	meta/v1.ListMeta
@StorageClass	kind
allowVolumeExpansion	6	bool
allowedTopologies	8	[]core/v1.TopologySelectorTerm	list:atomic
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
mountOptions	5	[]string	list:atomic
parameters	3	{}string
provisioner	2	string	!
reclaimPolicy	4	string
volumeBindingMode	7	string	enum=Immediate|WaitForFirstConsumer
@StorageClassList	kind
apiVersion	-	string
items	2	[]storage/v1.StorageClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
@TokenRequest
audience	1	string	!
expirationSeconds	2	int64
@VolumeAttachment	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	storage/v1.VolumeAttachmentSpec	!
status	3	storage/v1.VolumeAttachmentStatus
@VolumeAttachmentList	kind
apiVersion	-	string
items	2	[]storage/v1.VolumeAttachment	!
kind	-	string
metadata	1	meta/v1.ListMeta
@VolumeAttachmentSource
inlineVolumeSpec	2	core/v1.PersistentVolumeSpec
persistentVolumeName	1	string
@VolumeAttachmentSpec
attacher	1	string	!
nodeName	3	string	!
source	2	storage/v1.VolumeAttachmentSource	!
@VolumeAttachmentStatus
attachError	3	storage/v1.VolumeError
attached	1	bool	!
attachmentMetadata	2	{}string
detachError	4	storage/v1.VolumeError
@VolumeAttributesClass	kind
apiVersion	-	string
driverName	2	string	!
kind	-	string
metadata	1	meta/v1.ObjectMeta
parameters	3	{}string
@VolumeAttributesClassList	kind
apiVersion	-	string
items	2	[]storage/v1.VolumeAttributesClass	!
kind	-	string
metadata	1	meta/v1.ListMeta
@VolumeError
errorCode	3	int32
message	2	string
time	1	time
@VolumeNodeResources
count	1	int32
%apiextensions/v1	io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1	k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1	apiextensions.k8s.io	v1
@CustomResourceColumnDefinition
description	4	string
format	3	string
jsonPath	6	string	!
name	1	string	!
priority	5	int32
type	2	string	!
@CustomResourceConversion
strategy	1	string	!
webhook	2	apiextensions/v1.WebhookConversion
@CustomResourceDefinition	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apiextensions/v1.CustomResourceDefinitionSpec	!
status	3	apiextensions/v1.CustomResourceDefinitionStatus
@CustomResourceDefinitionCondition
lastTransitionTime	3	time
message	5	string
observedGeneration	6	int64
reason	4	string
status	2	string	!
type	1	string	!
@CustomResourceDefinitionList	kind
apiVersion	-	string
items	2	[]apiextensions/v1.CustomResourceDefinition	!
kind	-	string
metadata	1	meta/v1.ListMeta
@CustomResourceDefinitionNames
categories	6	[]string	list:atomic
kind	4	string	!
listKind	5	string
plural	1	string	!
shortNames	3	[]string	list:atomic
singular	2	string
@CustomResourceDefinitionSpec
conversion	9	apiextensions/v1.CustomResourceConversion
group	1	string	!
names	3	apiextensions/v1.CustomResourceDefinitionNames	!
preserveUnknownFields	10	bool
scope	4	string	!
versions	7	[]apiextensions/v1.CustomResourceDefinitionVersion	!	list:atomic
@CustomResourceDefinitionStatus
acceptedNames	2	apiextensions/v1.CustomResourceDefinitionNames
conditions	1	[]apiextensions/v1.CustomResourceDefinitionCondition	list=type
observedGeneration	4	int64
storedVersions	3	[]string	list:atomic
@CustomResourceDefinitionVersion
additionalPrinterColumns	6	[]apiextensions/v1.CustomResourceColumnDefinition	list:atomic
deprecated	7	bool
deprecationWarning	8	string
name	1	string	!
schema	4	apiextensions/v1.CustomResourceValidation
selectableFields	9	[]apiextensions/v1.SelectableField	list:atomic
served	2	bool	!
storage	3	bool	!
subresources	5	apiextensions/v1.CustomResourceSubresources
@CustomResourceSubresourceScale
labelSelectorPath	3	string
specReplicasPath	1	string	!
statusReplicasPath	2	string	!
@CustomResourceSubresourceStatus
@CustomResourceSubresources
scale	2	apiextensions/v1.CustomResourceSubresourceScale
status	1	apiextensions/v1.CustomResourceSubresourceStatus
@CustomResourceValidation
openAPIV3Schema	1	apiextensions/v1.JSONSchemaProps
@ExternalDocumentation
description	1	string
url	2	string
@JSON	any
@JSONSchemaProps
$ref	3	string
$schema	2	string
additionalItems	33	apiextensions/v1.JSONSchemaPropsOrBool
additionalProperties	30	apiextensions/v1.JSONSchemaPropsOrBool
allOf	25	[]apiextensions/v1.JSONSchemaProps	list:atomic
anyOf	27	[]apiextensions/v1.JSONSchemaProps	list:atomic
default	8	apiextensions/v1.JSON
definitions	34	{}apiextensions/v1.JSONSchemaProps
dependencies	32	{}apiextensions/v1.JSONSchemaPropsOrStringArray
description	4	string
enum	20	[]apiextensions/v1.JSON	list:atomic
example	36	apiextensions/v1.JSON
exclusiveMaximum	10	bool
exclusiveMinimum	12	bool
externalDocs	35	apiextensions/v1.ExternalDocumentation
format	6	string
id	1	string
items	24	apiextensions/v1.JSONSchemaPropsOrArray
maxItems	16	int64
maxLength	13	int64
maxProperties	21	int64
maximum	9	double
minItems	17	int64
minLength	14	int64
minProperties	22	int64
minimum	11	double
multipleOf	19	double
not	28	apiextensions/v1.JSONSchemaProps
nullable	37	bool
oneOf	26	[]apiextensions/v1.JSONSchemaProps	list:atomic
pattern	15	string
patternProperties	31	{}apiextensions/v1.JSONSchemaProps
properties	29	{}apiextensions/v1.JSONSchemaProps
required	23	[]string	list:atomic
title	7	string
type	5	string
uniqueItems	18	bool
x-kubernetes-embedded-resource	39	bool
x-kubernetes-int-or-string	40	bool
x-kubernetes-list-map-keys	41	[]string	list:atomic
x-kubernetes-list-type	42	string
x-kubernetes-map-type	43	string
x-kubernetes-preserve-unknown-fields	38	bool
x-kubernetes-validations	44	[]apiextensions/v1.ValidationRule	list=rule	patch=merge	key=rule
@JSONSchemaPropsOrArray	any
@JSONSchemaPropsOrBool	any
@JSONSchemaPropsOrStringArray	any
@SelectableField
jsonPath	1	string	!
@ServiceReference
name	2	string	!
namespace	1	string	!
path	3	string
port	4	int32
@ValidationRule
fieldPath	5	string
message	2	string
messageExpression	3	string
optionalOldSelf	6	bool
reason	4	string	enum=FieldValueDuplicate|FieldValueForbidden|FieldValueInvalid|FieldValueRequired
rule	1	string	!
@WebhookClientConfig
caBundle	2	bytes
service	1	apiextensions/v1.ServiceReference
url	3	string
@WebhookConversion
clientConfig	2	apiextensions/v1.WebhookClientConfig
conversionReviewVersions	3	[]string	!	list:atomic
%apiregistration/v1	io.k8s.kube-aggregator.pkg.apis.apiregistration.v1	k8s.io.kube_aggregator.pkg.apis.apiregistration.v1	apiregistration.k8s.io	v1
@APIService	kind
apiVersion	-	string
kind	-	string
metadata	1	meta/v1.ObjectMeta
spec	2	apiregistration/v1.APIServiceSpec
status	3	apiregistration/v1.APIServiceStatus
@APIServiceCondition
lastTransitionTime	3	time
message	5	string
reason	4	string
status	2	string	!
type	1	string	!
@APIServiceList	kind
apiVersion	-	string
items	2	[]apiregistration/v1.APIService	!
kind	-	string
metadata	1	meta/v1.ListMeta
@APIServiceSpec
caBundle	5	bytes	list:atomic
group	2	string
groupPriorityMinimum	7	int32	!
insecureSkipTLSVerify	4	bool
service	1	apiregistration/v1.ServiceReference
version	3	string
versionPriority	8	int32	!
@APIServiceStatus
conditions	1	[]apiregistration/v1.APIServiceCondition	list=type	patch=merge	key=type
@ServiceReference
name	2	string
namespace	1	string
port	3	int32
%meta/v1	io.k8s.apimachinery.pkg.apis.meta.v1	k8s.io.apimachinery.pkg.apis.meta.v1		v1
@APIGroup
apiVersion	-	string
kind	-	string
name	1	string	!
preferredVersion	3	meta/v1.GroupVersionForDiscovery
serverAddressByClientCIDRs	4	[]meta/v1.ServerAddressByClientCIDR	list:atomic
versions	2	[]meta/v1.GroupVersionForDiscovery	!	list:atomic
@APIGroupList
apiVersion	-	string
groups	1	[]meta/v1.APIGroup	!	list:atomic
kind	-	string
@APIResource
categories	7	[]string	list:atomic
group	8	string
kind	3	string	!
name	1	string	!
namespaced	2	bool	!
shortNames	5	[]string	list:atomic
singularName	6	string	!
storageVersionHash	10	string
verbs	4	[]string	!
version	9	string
@APIResourceList
apiVersion	-	string
groupVersion	1	string	!
kind	-	string
resources	2	[]meta/v1.APIResource	!	list:atomic
@APIVersions
apiVersion	-	string
kind	-	string
serverAddressByClientCIDRs	2	[]meta/v1.ServerAddressByClientCIDR	!	list:atomic
versions	1	[]string	!	list:atomic
@Condition
lastTransitionTime	4	time	!
message	6	string	!
observedGeneration	3	int64
reason	5	string	!
status	2	string	!
type	1	string	!
@DeleteOptions
apiVersion	-	string
dryRun	5	[]string	list:atomic
gracePeriodSeconds	1	int64
ignoreStoreReadErrorWithClusterBreakingPotential	6	bool
kind	-	string
orphanDependents	3	bool
preconditions	2	meta/v1.Preconditions
propagationPolicy	4	string
@FieldSelectorRequirement
key	1	string	!
operator	2	string	!
values	3	[]string	list:atomic
@GroupResource
group	1	string	!
resource	2	string	!
@GroupVersionForDiscovery
groupVersion	1	string	!
version	2	string	!
@LabelSelector
matchExpressions	2	[]meta/v1.LabelSelectorRequirement	list:atomic
matchLabels	1	{}string
@LabelSelectorRequirement
key	1	string	!
operator	2	string	!
values	3	[]string	list:atomic
@ListMeta
continue	3	string
remainingItemCount	4	int64
resourceVersion	2	string
selfLink	1	string
shardInfo	5	meta/v1.ShardInfo
@ManagedFieldsEntry
apiVersion	3	string
fieldsType	6	string
fieldsV1	7	fieldsv1
manager	1	string
operation	2	string
subresource	8	string
time	4	time
@ObjectMeta
annotations	12	{}string
creationTimestamp	8	time
deletionGracePeriodSeconds	10	int64
deletionTimestamp	9	time
finalizers	14	[]string	list:set	patch=merge
generateName	2	string
generation	7	int64
labels	11	{}string
managedFields	17	[]meta/v1.ManagedFieldsEntry	list:atomic
name	1	string
namespace	3	string
ownerReferences	13	[]meta/v1.OwnerReference	list=uid	patch=merge	key=uid
resourceVersion	6	string
selfLink	4	string
uid	5	string
@OwnerReference
apiVersion	5	string	!
blockOwnerDeletion	7	bool
controller	6	bool
kind	1	string	!
name	3	string	!
uid	4	string	!
@Patch
@Preconditions
resourceVersion	2	string
uid	1	string
@ServerAddressByClientCIDR
clientCIDR	1	string	!
serverAddress	2	string	!
@ShardInfo
selector	1	string	!
@Status
apiVersion	-	string
code	6	int32
details	5	meta/v1.StatusDetails
kind	-	string
message	3	string
metadata	1	meta/v1.ListMeta
reason	4	string
status	2	string
@StatusCause
field	3	string
message	2	string
reason	1	string
@StatusDetails
causes	4	[]meta/v1.StatusCause	list:atomic
group	2	string
kind	3	string
name	1	string
retryAfterSeconds	5	int32
uid	6	string
@WatchEvent
object	2	raw	!
type	1	string	!
`;
