{{/* Labels of every object. By app discovery knows the agent, as that of Gloo Mesh 0.12. */}}
{{- define "cert-agent.labels" -}}
app: cert-agent
app.kubernetes.io/name: cert-agent
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: weft
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
{{- end }}

{{/* Of the ClusterRole, and of the Roles in namespaces that are not the agent's own. */}}
{{- define "cert-agent.role" -}}
{{ .Release.Namespace }}-cert-agent
{{- end }}

{{/* What the container has besides, and instead of, what files/cert-agent.yaml says. */}}
{{- define "cert-agent.container" -}}
{{- $agent := .Values.certAgent -}}
image: {{ with $agent.image.registry }}{{ . }}/{{ end }}{{ $agent.image.repository }}:{{ $agent.image.tag | default .Chart.AppVersion }}
imagePullPolicy: {{ $agent.image.pullPolicy }}
args:
  {{- with $agent.cluster }}
  - --cluster
  - {{ . | quote }}
  {{- end }}
  {{- range $agent.istioNamespaces | uniq | sortAlpha }}
  - --istio-namespace
  - {{ . | quote }}
  {{- end }}
  {{- range $agent.meshConfigs | uniq | sortAlpha }}
  - --mesh-config
  - {{ . | quote }}
  {{- end }}
  {{- if ne (int $agent.ports.metrics) 9091 }}
  - --metrics-port
  - {{ $agent.ports.metrics | int | quote }}
  {{- end }}
  {{- if $agent.verbose }}
  - --verbose
  {{- end }}
ports:
  - name: metrics
    containerPort: {{ $agent.ports.metrics | int }}
    protocol: TCP
{{- with $agent.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What the Deployment has besides. */}}
{{- define "cert-agent.deployment" -}}
metadata:
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "cert-agent.labels" . | nindent 4 }}
spec:
  template:
    metadata:
      labels:
        {{- include "cert-agent.labels" . | nindent 8 }}
    {{- with .Values.certAgent.image.pullSecret }}
    spec:
      imagePullSecrets:
        - name: {{ . }}
    {{- end }}
{{- end }}

{{- define "cert-agent.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: cert-agent
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "cert-agent.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector:
    app: cert-agent
  ports:
    - name: metrics
      port: {{ .Values.certAgent.ports.metrics | int }}
      targetPort: metrics
      protocol: TCP
{{- end }}

{{/*
Lays one map over another in place: maps are merged, everything else is replaced, null removes.
(mergeOverwrite leaves what is replaced by 0, false or nothing.) Writes nothing.
*/}}
{{- define "cert-agent.overlay" -}}
{{- range $key, $value := .with -}}
{{- $present := get $.on $key -}}
{{- if and (kindIs "map" $value) (kindIs "map" $present) -}}
{{- include "cert-agent.overlay" (dict "on" $present "with" $value) -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $.on $key -}}
{{- else -}}
{{- $_ := set $.on $key $value -}}
{{- end -}}
{{- end -}}
{{- end }}
