// How Go holds the fields of the compact schema, which decides what is written when a field has its
// zero value: "definition, fields that can be absent (pointers, omitzero), fields that are always
// written". All other fields are left out of JSON when they are zero; structs are never absent.
// Made by tools/import-go-fields.ts from v1.36 programs. Read by parse-schema.ts.
export const goFieldsSchema = `
core/v1.AWSElasticBlockStoreVolumeSource		volumeID
core/v1.Affinity	nodeAffinity,podAffinity,podAntiAffinity
core/v1.AppArmorProfile	localhostProfile	type
core/v1.AttachedVolume		devicePath,name
core/v1.AzureDiskVolumeSource	cachingMode,fsType,kind,readOnly	diskName,diskURI
core/v1.AzureFilePersistentVolumeSource	secretNamespace	secretName,secretNamespace,shareName
core/v1.AzureFileVolumeSource		secretName,shareName
core/v1.Binding		target
core/v1.CSIPersistentVolumeSource	controllerExpandSecretRef,controllerPublishSecretRef,nodeExpandSecretRef,nodePublishSecretRef,nodeStageSecretRef	driver,volumeHandle
core/v1.CSIVolumeSource	fsType,nodePublishSecretRef,readOnly	driver
core/v1.Capabilities
core/v1.CephFSPersistentVolumeSource	secretRef	monitors
core/v1.CephFSVolumeSource	secretRef	monitors
core/v1.CinderPersistentVolumeSource	secretRef	volumeID
core/v1.CinderVolumeSource	secretRef	volumeID
core/v1.ClientIPConfig	timeoutSeconds
core/v1.ClusterTrustBundleProjection	labelSelector,name,optional,signerName	path
core/v1.ComponentCondition		status,type
core/v1.ComponentStatus
core/v1.ComponentStatusList		items
core/v1.ConfigMap	immutable
core/v1.ConfigMapEnvSource	optional
core/v1.ConfigMapKeySelector	optional	key
core/v1.ConfigMapList		items
core/v1.ConfigMapNodeConfigSource		kubeletConfigKey,name,namespace
core/v1.ConfigMapProjection	optional
core/v1.ConfigMapVolumeSource	defaultMode,optional
core/v1.Container	lifecycle,livenessProbe,readinessProbe,restartPolicy,securityContext,startupProbe	name
core/v1.ContainerExtendedResourceRequest		containerName,requestName,resourceName
core/v1.ContainerImage		names
core/v1.ContainerPort		containerPort
core/v1.ContainerResizePolicy		resourceName,restartPolicy
core/v1.ContainerRestartRule	exitCodes
core/v1.ContainerRestartRuleOnExitCodes
core/v1.ContainerState	running,terminated,waiting
core/v1.ContainerStateRunning
core/v1.ContainerStateTerminated		exitCode
core/v1.ContainerStateWaiting
core/v1.ContainerStatus	resources,started,stopSignal,user	image,imageID,name,ready,restartCount
core/v1.ContainerUser	linux
core/v1.DaemonEndpoint		Port
core/v1.DownwardAPIProjection
core/v1.DownwardAPIVolumeFile	fieldRef,mode,resourceFieldRef	path
core/v1.DownwardAPIVolumeSource	defaultMode
core/v1.EmptyDirVolumeSource	sizeLimit
core/v1.EndpointAddress	nodeName,targetRef	ip
core/v1.EndpointPort	appProtocol	port
core/v1.EndpointSubset
core/v1.Endpoints
core/v1.EndpointsList		items
core/v1.EnvFromSource	configMapRef,secretRef
core/v1.EnvVar	valueFrom	name
core/v1.EnvVarSource	configMapKeyRef,fieldRef,fileKeyRef,resourceFieldRef,secretKeyRef
core/v1.EphemeralContainer	lifecycle,livenessProbe,readinessProbe,restartPolicy,securityContext,startupProbe	name
core/v1.EphemeralVolumeSource	volumeClaimTemplate
core/v1.Event	related,series	involvedObject,metadata,reportingComponent,reportingInstance
core/v1.EventList		items
core/v1.EventSeries
core/v1.EventSource
core/v1.ExecAction
core/v1.FCVolumeSource	lun
core/v1.FileKeySelector	optional	key,path,volumeName
core/v1.FlexPersistentVolumeSource	secretRef	driver
core/v1.FlexVolumeSource	secretRef	driver
core/v1.FlockerVolumeSource
core/v1.GCEPersistentDiskVolumeSource		pdName
core/v1.GRPCAction	service	port,service
core/v1.GitRepoVolumeSource		repository
core/v1.GlusterfsPersistentVolumeSource	endpointsNamespace	endpoints,path
core/v1.GlusterfsVolumeSource		endpoints,path
core/v1.HTTPGetAction		port
core/v1.HTTPHeader		name,value
core/v1.HostAlias		ip
core/v1.HostIP		ip
core/v1.HostPathVolumeSource	type	path
core/v1.ISCSIPersistentVolumeSource	initiatorName,secretRef	iqn,lun,targetPortal
core/v1.ISCSIVolumeSource	initiatorName,secretRef	iqn,lun,targetPortal
core/v1.ImageVolumeSource
core/v1.ImageVolumeStatus
core/v1.KeyToPath	mode	key,path
core/v1.Lifecycle	postStart,preStop,stopSignal
core/v1.LifecycleHandler	exec,httpGet,sleep,tcpSocket
core/v1.LimitRange
core/v1.LimitRangeItem		type
core/v1.LimitRangeList		items
core/v1.LimitRangeSpec		limits
core/v1.LinuxContainerUser		gid,uid
core/v1.LoadBalancerIngress	ipMode
core/v1.LoadBalancerStatus
core/v1.LocalObjectReference
core/v1.LocalVolumeSource	fsType	path
core/v1.ModifyVolumeStatus		status
core/v1.NFSVolumeSource		path,server
core/v1.Namespace
core/v1.NamespaceCondition		status,type
core/v1.NamespaceList		items
core/v1.NamespaceSpec
core/v1.NamespaceStatus
core/v1.Node
core/v1.NodeAddress		address,type
core/v1.NodeAffinity	requiredDuringSchedulingIgnoredDuringExecution
core/v1.NodeAllocatableResourceClaimStatus		resourceClaimName,resources
core/v1.NodeCondition		status,type
core/v1.NodeConfigSource	configMap
core/v1.NodeConfigStatus	active,assigned,lastKnownGood
core/v1.NodeDaemonEndpoints
core/v1.NodeFeatures	supplementalGroupsPolicy
core/v1.NodeList		items
core/v1.NodeRuntimeHandler	features	name
core/v1.NodeRuntimeHandlerFeatures	recursiveReadOnlyMounts,userNamespaces
core/v1.NodeSelector		nodeSelectorTerms
core/v1.NodeSelectorRequirement		key,operator
core/v1.NodeSelectorTerm
core/v1.NodeSpec	configSource
core/v1.NodeStatus	config,features
core/v1.NodeSwapStatus	capacity
core/v1.NodeSystemInfo	swap	architecture,bootID,containerRuntimeVersion,kernelVersion,kubeProxyVersion,kubeletVersion,machineID,operatingSystem,osImage,systemUUID
core/v1.ObjectFieldSelector		fieldPath
core/v1.ObjectReference
core/v1.PersistentVolume
core/v1.PersistentVolumeClaim
core/v1.PersistentVolumeClaimCondition		status,type
core/v1.PersistentVolumeClaimList		items
core/v1.PersistentVolumeClaimSpec	dataSource,dataSourceRef,selector,storageClassName,volumeAttributesClassName,volumeMode
core/v1.PersistentVolumeClaimStatus	currentVolumeAttributesClassName,modifyVolumeStatus
core/v1.PersistentVolumeClaimTemplate		spec
core/v1.PersistentVolumeClaimVolumeSource		claimName
core/v1.PersistentVolumeList		items
core/v1.PersistentVolumeSpec	awsElasticBlockStore,azureDisk,azureFile,cephfs,cinder,claimRef,csi,fc,flexVolume,flocker,gcePersistentDisk,glusterfs,hostPath,iscsi,local,nfs,nodeAffinity,photonPersistentDisk,portworxVolume,quobyte,rbd,scaleIO,storageos,volumeAttributesClassName,volumeMode,vsphereVolume
core/v1.PersistentVolumeStatus	lastPhaseTransitionTime
core/v1.PhotonPersistentDiskVolumeSource		pdID
core/v1.Pod
core/v1.PodAffinity
core/v1.PodAffinityTerm	labelSelector,namespaceSelector	topologyKey
core/v1.PodAntiAffinity
core/v1.PodCertificateProjection	maxExpirationSeconds
core/v1.PodCondition		status,type
core/v1.PodDNSConfig
core/v1.PodDNSConfigOption	value
core/v1.PodExtendedResourceClaimStatus		requestMappings,resourceClaimName
core/v1.PodIP		ip
core/v1.PodList		items
core/v1.PodOS		name
core/v1.PodReadinessGate		conditionType
core/v1.PodResourceClaim	resourceClaimName,resourceClaimTemplateName	name
core/v1.PodResourceClaimStatus	resourceClaimName	name
core/v1.PodSchedulingGate		name
core/v1.PodSchedulingGroup	podGroupName
core/v1.PodSecurityContext	appArmorProfile,fsGroup,fsGroupChangePolicy,runAsGroup,runAsNonRoot,runAsUser,seLinuxChangePolicy,seLinuxOptions,seccompProfile,supplementalGroupsPolicy,windowsOptions
core/v1.PodSpec	activeDeadlineSeconds,affinity,automountServiceAccountToken,dnsConfig,enableServiceLinks,hostUsers,hostnameOverride,os,preemptionPolicy,priority,resources,runtimeClassName,schedulingGroup,securityContext,setHostnameAsFQDN,shareProcessNamespace,terminationGracePeriodSeconds	containers
core/v1.PodStatus	extendedResourceClaimStatus,resources,startTime
core/v1.PodTemplate
core/v1.PodTemplateList		items
core/v1.PodTemplateSpec
core/v1.PortStatus	error	port,protocol
core/v1.PortworxVolumeSource		volumeID
core/v1.PreferredSchedulingTerm		preference,weight
core/v1.Probe	exec,grpc,httpGet,tcpSocket,terminationGracePeriodSeconds
core/v1.ProjectedVolumeSource	defaultMode	sources
core/v1.QuobyteVolumeSource		registry,volume
core/v1.RBDPersistentVolumeSource	secretRef	image,monitors
core/v1.RBDVolumeSource	secretRef	image,monitors
core/v1.ReplicationController
core/v1.ReplicationControllerCondition		status,type
core/v1.ReplicationControllerList		items
core/v1.ReplicationControllerSpec	replicas,template
core/v1.ReplicationControllerStatus		replicas
core/v1.ResourceClaim		name
core/v1.ResourceFieldSelector		resource
core/v1.ResourceHealth	message	resourceID
core/v1.ResourceQuota
core/v1.ResourceQuotaList		items
core/v1.ResourceQuotaSpec	scopeSelector
core/v1.ResourceQuotaStatus
core/v1.ResourceRequirements
core/v1.ResourceStatus		name
core/v1.SELinuxOptions
core/v1.ScaleIOPersistentVolumeSource	secretRef	gateway,secretRef,system
core/v1.ScaleIOVolumeSource	secretRef	gateway,secretRef,system
core/v1.ScopeSelector
core/v1.ScopedResourceSelectorRequirement		operator,scopeName
core/v1.SeccompProfile	localhostProfile	type
core/v1.Secret	immutable
core/v1.SecretEnvSource	optional
core/v1.SecretKeySelector	optional	key
core/v1.SecretList		items
core/v1.SecretProjection	optional
core/v1.SecretReference
core/v1.SecretVolumeSource	defaultMode,optional
core/v1.SecurityContext	allowPrivilegeEscalation,appArmorProfile,capabilities,privileged,procMount,readOnlyRootFilesystem,runAsGroup,runAsNonRoot,runAsUser,seLinuxOptions,seccompProfile,windowsOptions
core/v1.Service
core/v1.ServiceAccount	automountServiceAccountToken
core/v1.ServiceAccountList		items
core/v1.ServiceAccountTokenProjection	expirationSeconds	path
core/v1.ServiceList		items
core/v1.ServicePort	appProtocol	port
core/v1.ServiceSpec	allocateLoadBalancerNodePorts,internalTrafficPolicy,ipFamilyPolicy,loadBalancerClass,sessionAffinityConfig,trafficDistribution
core/v1.ServiceStatus
core/v1.SessionAffinityConfig	clientIP
core/v1.SleepAction		seconds
core/v1.StorageOSPersistentVolumeSource	secretRef
core/v1.StorageOSVolumeSource	secretRef
core/v1.Sysctl		name,value
core/v1.TCPSocketAction		port
core/v1.Taint	timeAdded	effect,key
core/v1.Toleration	tolerationSeconds
core/v1.TopologySelectorLabelRequirement		key,values
core/v1.TopologySelectorTerm
core/v1.TopologySpreadConstraint	labelSelector,minDomains,nodeAffinityPolicy,nodeTaintsPolicy	maxSkew,topologyKey,whenUnsatisfiable
core/v1.TypedLocalObjectReference	apiGroup	apiGroup,kind,name
core/v1.TypedObjectReference	apiGroup,namespace	apiGroup,kind,name
core/v1.Volume	awsElasticBlockStore,azureDisk,azureFile,cephfs,cinder,configMap,csi,downwardAPI,emptyDir,ephemeral,fc,flexVolume,flocker,gcePersistentDisk,gitRepo,glusterfs,hostPath,image,iscsi,nfs,persistentVolumeClaim,photonPersistentDisk,portworxVolume,projected,quobyte,rbd,scaleIO,secret,storageos,vsphereVolume	name
core/v1.VolumeDevice		devicePath,name
core/v1.VolumeMount	mountPropagation,recursiveReadOnly	mountPath,name
core/v1.VolumeMountStatus	recursiveReadOnly,volumeStatus	mountPath,name
core/v1.VolumeNodeAffinity	required
core/v1.VolumeProjection	clusterTrustBundle,configMap,downwardAPI,podCertificate,secret,serviceAccountToken
core/v1.VolumeResourceRequirements
core/v1.VolumeStatus	image
core/v1.VsphereVirtualDiskVolumeSource		volumePath
core/v1.WeightedPodAffinityTerm		podAffinityTerm,weight
core/v1.WindowsSecurityContextOptions	gmsaCredentialSpec,gmsaCredentialSpecName,hostProcess,runAsUserName
admissionregistration/v1.ApplyConfiguration
admissionregistration/v1.AuditAnnotation		key,valueExpression
admissionregistration/v1.ExpressionWarning		fieldRef,warning
admissionregistration/v1.JSONPatch
admissionregistration/v1.MatchCondition		expression,name
admissionregistration/v1.MatchResources	matchPolicy,namespaceSelector,objectSelector
admissionregistration/v1.MutatingAdmissionPolicy
admissionregistration/v1.MutatingAdmissionPolicyBinding
admissionregistration/v1.MutatingAdmissionPolicyBindingList		items
admissionregistration/v1.MutatingAdmissionPolicyBindingSpec	matchResources,paramRef
admissionregistration/v1.MutatingAdmissionPolicyList		items
admissionregistration/v1.MutatingAdmissionPolicySpec	failurePolicy,matchConstraints,paramKind
admissionregistration/v1.MutatingWebhook	failurePolicy,matchPolicy,namespaceSelector,objectSelector,reinvocationPolicy,sideEffects,timeoutSeconds	admissionReviewVersions,clientConfig,name,sideEffects
admissionregistration/v1.MutatingWebhookConfiguration
admissionregistration/v1.MutatingWebhookConfigurationList		items
admissionregistration/v1.Mutation	applyConfiguration,jsonPatch	patchType
admissionregistration/v1.NamedRuleWithOperations	scope
admissionregistration/v1.ParamKind
admissionregistration/v1.ParamRef	parameterNotFoundAction,selector
admissionregistration/v1.RuleWithOperations	scope
admissionregistration/v1.ServiceReference	path,port	name,namespace
admissionregistration/v1.TypeChecking
admissionregistration/v1.ValidatingAdmissionPolicy
admissionregistration/v1.ValidatingAdmissionPolicyBinding
admissionregistration/v1.ValidatingAdmissionPolicyBindingList		items
admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec	matchResources,paramRef
admissionregistration/v1.ValidatingAdmissionPolicyList		items
admissionregistration/v1.ValidatingAdmissionPolicySpec	failurePolicy,matchConstraints,paramKind
admissionregistration/v1.ValidatingAdmissionPolicyStatus	typeChecking
admissionregistration/v1.ValidatingWebhook	failurePolicy,matchPolicy,namespaceSelector,objectSelector,sideEffects,timeoutSeconds	admissionReviewVersions,clientConfig,name,sideEffects
admissionregistration/v1.ValidatingWebhookConfiguration
admissionregistration/v1.ValidatingWebhookConfigurationList		items
admissionregistration/v1.Validation	reason	expression
admissionregistration/v1.Variable		expression,name
admissionregistration/v1.WebhookClientConfig	service,url
apps/v1.ControllerRevision		revision
apps/v1.ControllerRevisionList		items
apps/v1.DaemonSet
apps/v1.DaemonSetCondition		status,type
apps/v1.DaemonSetList		items
apps/v1.DaemonSetSpec	revisionHistoryLimit,selector	selector,template
apps/v1.DaemonSetStatus	collisionCount	currentNumberScheduled,desiredNumberScheduled,numberMisscheduled,numberReady
apps/v1.DaemonSetUpdateStrategy	rollingUpdate
apps/v1.Deployment
apps/v1.DeploymentCondition		status,type
apps/v1.DeploymentList		items
apps/v1.DeploymentSpec	progressDeadlineSeconds,replicas,revisionHistoryLimit,selector	selector,template
apps/v1.DeploymentStatus	collisionCount,terminatingReplicas
apps/v1.DeploymentStrategy	rollingUpdate
apps/v1.ReplicaSet
apps/v1.ReplicaSetCondition		status,type
apps/v1.ReplicaSetList		items
apps/v1.ReplicaSetSpec	replicas,selector	selector
apps/v1.ReplicaSetStatus	terminatingReplicas	replicas
apps/v1.RollingUpdateDaemonSet	maxSurge,maxUnavailable
apps/v1.RollingUpdateDeployment	maxSurge,maxUnavailable
apps/v1.RollingUpdateStatefulSetStrategy	maxUnavailable,partition
apps/v1.StatefulSet
apps/v1.StatefulSetCondition		status,type
apps/v1.StatefulSetList		items
apps/v1.StatefulSetOrdinals		start
apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
apps/v1.StatefulSetSpec	ordinals,persistentVolumeClaimRetentionPolicy,replicas,revisionHistoryLimit,selector	selector,serviceName,template
apps/v1.StatefulSetStatus	collisionCount	availableReplicas,replicas
apps/v1.StatefulSetUpdateStrategy	rollingUpdate
authentication/v1.BoundObjectReference
authentication/v1.SelfSubjectReview
authentication/v1.SelfSubjectReviewStatus
authentication/v1.TokenRequest		spec
authentication/v1.TokenRequestSpec	boundObjectRef,expirationSeconds	audiences,boundObjectRef,expirationSeconds
authentication/v1.TokenRequestStatus		expirationTimestamp,token
authentication/v1.TokenReview		spec
authentication/v1.TokenReviewSpec
authentication/v1.TokenReviewStatus
authentication/v1.UserInfo
authorization/v1.FieldSelectorAttributes
authorization/v1.LabelSelectorAttributes
authorization/v1.LocalSubjectAccessReview		spec
authorization/v1.NonResourceAttributes
authorization/v1.NonResourceRule		verbs
authorization/v1.ResourceAttributes	fieldSelector,labelSelector
authorization/v1.ResourceRule		verbs
authorization/v1.SelfSubjectAccessReview		spec
authorization/v1.SelfSubjectAccessReviewSpec	nonResourceAttributes,resourceAttributes
authorization/v1.SelfSubjectRulesReview		spec
authorization/v1.SelfSubjectRulesReviewSpec
authorization/v1.SubjectAccessReview		spec
authorization/v1.SubjectAccessReviewSpec	nonResourceAttributes,resourceAttributes
authorization/v1.SubjectAccessReviewStatus		allowed
authorization/v1.SubjectRulesReviewStatus		incomplete,nonResourceRules,resourceRules
autoscaling/v1.CrossVersionObjectReference		kind,name
autoscaling/v1.HorizontalPodAutoscaler
autoscaling/v1.HorizontalPodAutoscalerList		items
autoscaling/v1.HorizontalPodAutoscalerSpec	minReplicas,targetCPUUtilizationPercentage	maxReplicas,scaleTargetRef
autoscaling/v1.HorizontalPodAutoscalerStatus	currentCPUUtilizationPercentage,lastScaleTime,observedGeneration	currentReplicas,desiredReplicas
autoscaling/v1.Scale
autoscaling/v1.ScaleSpec
autoscaling/v1.ScaleStatus		replicas
autoscaling/v2.ContainerResourceMetricSource		container,name,target
autoscaling/v2.ContainerResourceMetricStatus		container,current,name
autoscaling/v2.CrossVersionObjectReference		kind,name
autoscaling/v2.ExternalMetricSource		metric,target
autoscaling/v2.ExternalMetricStatus		current,metric
autoscaling/v2.HPAScalingPolicy		periodSeconds,type,value
autoscaling/v2.HPAScalingRules	selectPolicy,stabilizationWindowSeconds,tolerance
autoscaling/v2.HorizontalPodAutoscaler
autoscaling/v2.HorizontalPodAutoscalerBehavior	scaleDown,scaleUp
autoscaling/v2.HorizontalPodAutoscalerCondition		status,type
autoscaling/v2.HorizontalPodAutoscalerList		items
autoscaling/v2.HorizontalPodAutoscalerSpec	behavior,minReplicas	maxReplicas,scaleTargetRef
autoscaling/v2.HorizontalPodAutoscalerStatus	lastScaleTime,observedGeneration	currentMetrics,desiredReplicas
autoscaling/v2.MetricIdentifier	selector	name
autoscaling/v2.MetricSpec	containerResource,external,object,pods,resource	type
autoscaling/v2.MetricStatus	containerResource,external,object,pods,resource	type
autoscaling/v2.MetricTarget	averageUtilization,averageValue,value	type
autoscaling/v2.MetricValueStatus	averageUtilization,averageValue,value
autoscaling/v2.ObjectMetricSource		describedObject,metric,target
autoscaling/v2.ObjectMetricStatus		current,describedObject,metric
autoscaling/v2.PodsMetricSource		metric,target
autoscaling/v2.PodsMetricStatus		current,metric
autoscaling/v2.ResourceMetricSource		name,target
autoscaling/v2.ResourceMetricStatus		current,name
batch/v1.CronJob
batch/v1.CronJobList		items
batch/v1.CronJobSpec	failedJobsHistoryLimit,startingDeadlineSeconds,successfulJobsHistoryLimit,suspend,timeZone	jobTemplate,schedule
batch/v1.CronJobStatus	lastScheduleTime,lastSuccessfulTime
batch/v1.Job
batch/v1.JobCondition		status,type
batch/v1.JobList		items
batch/v1.JobSpec	activeDeadlineSeconds,backoffLimit,backoffLimitPerIndex,completionMode,completions,managedBy,manualSelector,maxFailedIndexes,parallelism,podFailurePolicy,podReplacementPolicy,selector,successPolicy,suspend,ttlSecondsAfterFinished	template
batch/v1.JobStatus	completionTime,failedIndexes,ready,startTime,terminating,uncountedTerminatedPods
batch/v1.JobTemplateSpec
batch/v1.PodFailurePolicy		rules
batch/v1.PodFailurePolicyOnExitCodesRequirement	containerName	operator,values
batch/v1.PodFailurePolicyOnPodConditionsPattern		status,type
batch/v1.PodFailurePolicyRule	onExitCodes	action
batch/v1.SuccessPolicy		rules
batch/v1.SuccessPolicyRule	succeededCount,succeededIndexes
batch/v1.UncountedTerminatedPods
certificates/v1.CertificateSigningRequest		spec
certificates/v1.CertificateSigningRequestCondition		status,type
certificates/v1.CertificateSigningRequestList		items
certificates/v1.CertificateSigningRequestSpec	expirationSeconds	request,signerName
certificates/v1.CertificateSigningRequestStatus
coordination/v1.Lease
coordination/v1.LeaseList		items
coordination/v1.LeaseSpec	acquireTime,holderIdentity,leaseDurationSeconds,leaseTransitions,preferredHolder,renewTime,strategy
discovery/v1.Endpoint	hints,hostname,nodeName,targetRef,zone	addresses
discovery/v1.EndpointConditions	ready,serving,terminating
discovery/v1.EndpointHints
discovery/v1.EndpointPort	appProtocol,name,port,protocol
discovery/v1.EndpointSlice		addressType,endpoints,ports
discovery/v1.EndpointSliceList		items
discovery/v1.ForNode		name
discovery/v1.ForZone		name
events/v1.Event	related,series	eventTime,metadata
events/v1.EventList		items
events/v1.EventSeries		count,lastObservedTime
flowcontrol/v1.ExemptPriorityLevelConfiguration	lendablePercent,nominalConcurrencyShares
flowcontrol/v1.FlowDistinguisherMethod		type
flowcontrol/v1.FlowSchema
flowcontrol/v1.FlowSchemaCondition
flowcontrol/v1.FlowSchemaList		items
flowcontrol/v1.FlowSchemaSpec	distinguisherMethod	matchingPrecedence,priorityLevelConfiguration
flowcontrol/v1.FlowSchemaStatus
flowcontrol/v1.GroupSubject		name
flowcontrol/v1.LimitResponse	queuing	type
flowcontrol/v1.LimitedPriorityLevelConfiguration	borrowingLimitPercent,lendablePercent,nominalConcurrencyShares	nominalConcurrencyShares
flowcontrol/v1.NonResourcePolicyRule		nonResourceURLs,verbs
flowcontrol/v1.PolicyRulesWithSubjects		subjects
flowcontrol/v1.PriorityLevelConfiguration
flowcontrol/v1.PriorityLevelConfigurationCondition
flowcontrol/v1.PriorityLevelConfigurationList		items
flowcontrol/v1.PriorityLevelConfigurationReference		name
flowcontrol/v1.PriorityLevelConfigurationSpec	exempt,limited	type
flowcontrol/v1.PriorityLevelConfigurationStatus
flowcontrol/v1.QueuingConfiguration		handSize,queueLengthLimit,queues
flowcontrol/v1.ResourcePolicyRule		apiGroups,namespaces,resources,verbs
flowcontrol/v1.ServiceAccountSubject		name,namespace
flowcontrol/v1.Subject	group,serviceAccount,user	kind
flowcontrol/v1.UserSubject		name
networking/v1.HTTPIngressPath	pathType	backend,pathType
networking/v1.HTTPIngressRuleValue		paths
networking/v1.IPAddress
networking/v1.IPAddressList		items
networking/v1.IPAddressSpec	parentRef
networking/v1.IPBlock		cidr
networking/v1.Ingress
networking/v1.IngressBackend	resource,service
networking/v1.IngressClass
networking/v1.IngressClassList		items
networking/v1.IngressClassParametersReference	apiGroup,namespace,scope	kind,name,scope
networking/v1.IngressClassSpec	parameters
networking/v1.IngressList		items
networking/v1.IngressLoadBalancerIngress
networking/v1.IngressLoadBalancerStatus
networking/v1.IngressPortStatus	error	port,protocol
networking/v1.IngressRule	http
networking/v1.IngressServiceBackend		name
networking/v1.IngressSpec	defaultBackend,ingressClassName
networking/v1.IngressStatus
networking/v1.IngressTLS
networking/v1.NetworkPolicy
networking/v1.NetworkPolicyEgressRule
networking/v1.NetworkPolicyIngressRule
networking/v1.NetworkPolicyList		items
networking/v1.NetworkPolicyPeer	ipBlock,namespaceSelector,podSelector
networking/v1.NetworkPolicyPort	endPort,port,protocol
networking/v1.NetworkPolicySpec		podSelector
networking/v1.ParentReference
networking/v1.ServiceBackendPort
networking/v1.ServiceCIDR
networking/v1.ServiceCIDRList		items
networking/v1.ServiceCIDRSpec
networking/v1.ServiceCIDRStatus
node/v1.Overhead
node/v1.RuntimeClass	overhead,scheduling	handler
node/v1.RuntimeClassList		items
node/v1.Scheduling
policy/v1.Eviction	deleteOptions
policy/v1.PodDisruptionBudget
policy/v1.PodDisruptionBudgetList		items
policy/v1.PodDisruptionBudgetSpec	maxUnavailable,minAvailable,selector,unhealthyPodEvictionPolicy
policy/v1.PodDisruptionBudgetStatus		currentHealthy,desiredHealthy,disruptionsAllowed,expectedPods
rbac/v1.AggregationRule
rbac/v1.ClusterRole	aggregationRule	rules
rbac/v1.ClusterRoleBinding		roleRef
rbac/v1.ClusterRoleBindingList		items
rbac/v1.ClusterRoleList		items
rbac/v1.PolicyRule		verbs
rbac/v1.Role		rules
rbac/v1.RoleBinding		roleRef
rbac/v1.RoleBindingList		items
rbac/v1.RoleList		items
rbac/v1.RoleRef		apiGroup,kind,name
rbac/v1.Subject		kind,name
resource/v1.AllocatedDeviceStatus	data,networkData,shareID	conditions,device,driver,pool
resource/v1.AllocationResult	allocationTimestamp,nodeSelector
resource/v1.CELDeviceSelector		expression
resource/v1.CapacityRequestPolicy	default,validRange	default
resource/v1.CapacityRequestPolicyRange	max,min,step
resource/v1.CapacityRequirements
resource/v1.Counter		value
resource/v1.CounterSet		name
resource/v1.Device	allNodes,allowMultipleAllocations,bindsToNode,nodeName,nodeSelector	name
resource/v1.DeviceAllocationConfiguration	opaque	source
resource/v1.DeviceAllocationResult
resource/v1.DeviceAttribute	bool,int,string,version
resource/v1.DeviceCapacity	requestPolicy	value
resource/v1.DeviceClaim		requests
resource/v1.DeviceClaimConfiguration	opaque
resource/v1.DeviceClass		spec
resource/v1.DeviceClassConfiguration	opaque
resource/v1.DeviceClassList		items
resource/v1.DeviceClassSpec	extendedResourceName
resource/v1.DeviceConstraint	distinctAttribute,matchAttribute
resource/v1.DeviceCounterConsumption		counterSet
resource/v1.DeviceRequest	exactly	name
resource/v1.DeviceRequestAllocationResult	adminAccess,shareID	device,driver,pool,request
resource/v1.DeviceSelector	cel
resource/v1.DeviceSubRequest	capacity	deviceClassName,name
resource/v1.DeviceTaint	timeAdded	effect,key
resource/v1.DeviceToleration	tolerationSeconds
resource/v1.ExactDeviceRequest	adminAccess,capacity	deviceClassName
resource/v1.NetworkDeviceData
resource/v1.NodeAllocatableResourceMapping	allocationMultiplier,capacityKey
resource/v1.OpaqueDeviceConfiguration		driver,parameters
resource/v1.ResourceClaim		spec
resource/v1.ResourceClaimConsumerReference		name,resource,uid
resource/v1.ResourceClaimList		items
resource/v1.ResourceClaimSpec		devices
resource/v1.ResourceClaimStatus	allocation
resource/v1.ResourceClaimTemplate		spec
resource/v1.ResourceClaimTemplateList		items
resource/v1.ResourceClaimTemplateSpec		spec
resource/v1.ResourcePool		generation,name,resourceSliceCount
resource/v1.ResourceSlice		spec
resource/v1.ResourceSliceList		items
resource/v1.ResourceSliceSpec	allNodes,nodeName,nodeSelector,perDeviceNodeSelection	driver,pool
scheduling/v1.PriorityClass	preemptionPolicy	value
scheduling/v1.PriorityClassList		items
storage/v1.CSIDriver		spec
storage/v1.CSIDriverList		items
storage/v1.CSIDriverSpec	attachRequired,fsGroupPolicy,nodeAllocatableUpdatePeriodSeconds,podInfoOnMount,preventPodSchedulingIfMissing,requiresRepublish,seLinuxMount,serviceAccountTokenInSecrets,storageCapacity
storage/v1.CSINode		spec
storage/v1.CSINodeDriver	allocatable	name,nodeID,topologyKeys
storage/v1.CSINodeList		items
storage/v1.CSINodeSpec		drivers
storage/v1.CSIStorageCapacity	capacity,maximumVolumeSize,nodeTopology	storageClassName
storage/v1.CSIStorageCapacityList		items
storage/v1.StorageClass	allowVolumeExpansion,reclaimPolicy,volumeBindingMode	provisioner
storage/v1.StorageClassList		items
storage/v1.TokenRequest	expirationSeconds	audience
storage/v1.VolumeAttachment		spec
storage/v1.VolumeAttachmentList		items
storage/v1.VolumeAttachmentSource	inlineVolumeSpec,persistentVolumeName
storage/v1.VolumeAttachmentSpec		attacher,nodeName,source
storage/v1.VolumeAttachmentStatus	attachError,detachError	attached
storage/v1.VolumeAttributesClass		driverName
storage/v1.VolumeAttributesClassList		items
storage/v1.VolumeError	errorCode
storage/v1.VolumeNodeResources	count
apiextensions/v1.CustomResourceColumnDefinition		jsonPath,name,type
apiextensions/v1.CustomResourceConversion	webhook	strategy
apiextensions/v1.CustomResourceDefinition		spec
apiextensions/v1.CustomResourceDefinitionCondition		status,type
apiextensions/v1.CustomResourceDefinitionList		items
apiextensions/v1.CustomResourceDefinitionNames		kind,plural
apiextensions/v1.CustomResourceDefinitionSpec	conversion	group,names,scope,versions
apiextensions/v1.CustomResourceDefinitionStatus		acceptedNames,conditions,storedVersions
apiextensions/v1.CustomResourceDefinitionVersion	deprecationWarning,schema,subresources	name,served,storage
apiextensions/v1.CustomResourceSubresourceScale	labelSelectorPath	specReplicasPath,statusReplicasPath
apiextensions/v1.CustomResourceSubresourceStatus
apiextensions/v1.CustomResourceSubresources	scale,status
apiextensions/v1.CustomResourceValidation	openAPIV3Schema
apiextensions/v1.ExternalDocumentation
apiextensions/v1.JSON
apiextensions/v1.JSONSchemaProps	$ref,additionalItems,additionalProperties,default,example,externalDocs,items,maxItems,maxLength,maxProperties,maximum,minItems,minLength,minProperties,minimum,multipleOf,not,x-kubernetes-list-type,x-kubernetes-map-type,x-kubernetes-preserve-unknown-fields
apiextensions/v1.JSONSchemaPropsOrArray
apiextensions/v1.JSONSchemaPropsOrBool
apiextensions/v1.JSONSchemaPropsOrStringArray
apiextensions/v1.SelectableField		jsonPath
apiextensions/v1.ServiceReference	path,port	name,namespace
apiextensions/v1.ValidationRule	optionalOldSelf,reason	rule
apiextensions/v1.WebhookClientConfig	service,url
apiextensions/v1.WebhookConversion	clientConfig	conversionReviewVersions
apiregistration/v1.APIService
apiregistration/v1.APIServiceCondition		status,type
apiregistration/v1.APIServiceList		items
apiregistration/v1.APIServiceSpec	service	groupPriorityMinimum,versionPriority
apiregistration/v1.APIServiceStatus
apiregistration/v1.ServiceReference	port
meta/v1.APIGroup		name,versions
meta/v1.APIGroupList		groups
meta/v1.APIResource		kind,name,namespaced,singularName,verbs
meta/v1.APIResourceList		groupVersion,resources
meta/v1.APIVersions		serverAddressByClientCIDRs,versions
meta/v1.Condition		lastTransitionTime,message,reason,status,type
meta/v1.DeleteOptions	gracePeriodSeconds,ignoreStoreReadErrorWithClusterBreakingPotential,orphanDependents,preconditions,propagationPolicy
meta/v1.FieldSelectorRequirement		key,operator
meta/v1.GroupResource		group,resource
meta/v1.GroupVersionForDiscovery		groupVersion,version
meta/v1.LabelSelector
meta/v1.LabelSelectorRequirement		key,operator
meta/v1.ListMeta	remainingItemCount,shardInfo
meta/v1.ManagedFieldsEntry	fieldsV1,time
meta/v1.ObjectMeta	creationTimestamp,deletionGracePeriodSeconds,deletionTimestamp
meta/v1.OwnerReference	blockOwnerDeletion,controller	apiVersion,kind,name,uid
meta/v1.Preconditions	resourceVersion,uid
meta/v1.ServerAddressByClientCIDR		clientCIDR,serverAddress
meta/v1.ShardInfo		selector
meta/v1.Status	details
meta/v1.StatusCause
meta/v1.StatusDetails
meta/v1.WatchEvent		object,type
core/v1.List		items
core/v1.NodeProxyOptions
core/v1.PodAttachOptions
core/v1.PodExecOptions		command
core/v1.PodLogOptions	limitBytes,sinceSeconds,sinceTime,stream,tailLines
core/v1.PodPortForwardOptions
core/v1.PodProxyOptions
core/v1.ServiceProxyOptions
meta/v1.ApplyOptions		fieldManager,force
meta/v1.CreateOptions
meta/v1.GetOptions
meta/v1.GroupVersionKind		group,kind,version
meta/v1.ListOptions	sendInitialEvents,timeoutSeconds
meta/v1.PartialObjectMetadata
meta/v1.PartialObjectMetadataList		items
meta/v1.PatchOptions	force
meta/v1.Table		columnDefinitions,rows
meta/v1.TableColumnDefinition		description,format,name,priority,type
meta/v1.TableOptions
meta/v1.TableRow		cells
meta/v1.TableRowCondition		status,type
meta/v1.UpdateOptions
apidiscovery/v2.APIGroupDiscovery
apidiscovery/v2.APIGroupDiscoveryList		items
apidiscovery/v2.APIResourceDiscovery	responseKind	resource,scope,singularResource,verbs
apidiscovery/v2.APISubresourceDiscovery	responseKind	subresource,verbs
apidiscovery/v2.APIVersionDiscovery		version
`;
