{{/* Generated from the list of rights in the code (Grants); HACKING.md says how. */}}

{{- define "weft.rights.discovery.everywhere" -}}
- apiGroups:
  - discovery.mesh.gloo.solo.io
  resources:
  - meshes
  - traffictargets
  - workloads
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - multicluster.solo.io
  resources:
  - kubernetesclusters
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - settings.mesh.gloo.solo.io
  resources:
  - settings
  verbs:
  - get
  - list
  - watch
{{- end }}

{{- define "weft.rights.discovery.installed" -}}
- apiGroups:
  - discovery.mesh.gloo.solo.io
  resources:
  - meshes
  - traffictargets
  - workloads
  verbs:
  - create
  - delete
  - get
  - update
- apiGroups:
  - multicluster.solo.io
  resources:
  - kubernetesclusters/status
  verbs:
  - patch
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - coordination.k8s.io
  resources:
  - leases
  verbs:
  - create
  - get
  - update
{{- end }}

{{- define "weft.rights.networking.everywhere" -}}
- apiGroups:
  - discovery.mesh.gloo.solo.io
  resources:
  - meshes
  - traffictargets
  - workloads
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - multicluster.solo.io
  resources:
  - kubernetesclusters
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - networking.mesh.gloo.solo.io
  resources:
  - accesspolicies
  - failoverservices
  - trafficpolicies
  - virtualmeshes
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - settings.mesh.gloo.solo.io
  resources:
  - settings
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - discovery.mesh.gloo.solo.io
  resources:
  - meshes/status
  - traffictargets/status
  - workloads/status
  verbs:
  - patch
- apiGroups:
  - networking.mesh.gloo.solo.io
  resources:
  - accesspolicies/status
  - failoverservices/status
  - trafficpolicies/status
  - virtualmeshes/status
  verbs:
  - patch
- apiGroups:
  - settings.mesh.gloo.solo.io
  resources:
  - settings/status
  verbs:
  - patch
- apiGroups:
  - ""
  resources:
  - namespaces
  verbs:
  - get
- apiGroups:
  - apiextensions.k8s.io
  resourceNames:
  - kubernetesclusters.multicluster.solo.io
  resources:
  - customresourcedefinitions
  verbs:
  - get
{{- end }}

{{- define "weft.rights.networking.installed" -}}
- apiGroups:
  - multicluster.solo.io
  resources:
  - kubernetesclusters/status
  verbs:
  - patch
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - create
  - get
  - list
  - patch
  - watch
- apiGroups:
  - coordination.k8s.io
  resources:
  - leases
  verbs:
  - create
  - get
  - update
{{- end }}
