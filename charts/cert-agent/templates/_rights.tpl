{{/* Generated from the list of rights in the code (Grants); HACKING.md says how. */}}

{{- define "cert-agent.rights.everywhere" -}}
- apiGroups:
  - ""
  resources:
  - pods
  verbs:
  - get
  - list
  - delete
- apiGroups:
  - apps
  resources:
  - deployments
  verbs:
  - get
  - patch
- apiGroups:
  - apps
  resources:
  - statefulsets
  verbs:
  - get
  - patch
- apiGroups:
  - apps
  resources:
  - daemonsets
  verbs:
  - get
  - patch
- apiGroups:
  - apps
  resources:
  - replicasets
  verbs:
  - get
- apiGroups:
  - ""
  resourceNames:
  - istio-ca-root-cert
  resources:
  - configmaps
  verbs:
  - get
  - list
  - watch
{{- end }}

{{- define "cert-agent.rights.own" -}}
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - get
  - list
  - watch
  - create
  - update
  - delete
- apiGroups:
  - certificates.mesh.gloo.solo.io
  resources:
  - issuedcertificates
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - certificates.mesh.gloo.solo.io
  resources:
  - issuedcertificates/status
  verbs:
  - get
  - update
- apiGroups:
  - certificates.mesh.gloo.solo.io
  resources:
  - certificaterequests
  verbs:
  - get
  - list
  - watch
  - create
  - delete
- apiGroups:
  - certificates.mesh.gloo.solo.io
  resources:
  - podbouncedirectives
  verbs:
  - get
  - list
  - watch
- apiGroups:
  - certificates.mesh.gloo.solo.io
  resources:
  - podbouncedirectives/status
  verbs:
  - get
  - update
{{- end }}

{{/* For the names of ConfigMaps with mesh configurations. */}}
{{- define "cert-agent.rights.istio" -}}
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - create
- apiGroups:
  - ""
  resourceNames:
  - cacerts
  resources:
  - secrets
  verbs:
  - get
  - list
  - watch
  - update
- apiGroups:
  - ""
  resourceNames:
  - cacerts.before-weft
  resources:
  - secrets
  verbs:
  - get
{{- range . }}
- apiGroups:
  - ""
  resourceNames:
  - {{ . | quote }}
  resources:
  - configmaps
  verbs:
  - get
  - update
{{- end }}
{{- end }}
