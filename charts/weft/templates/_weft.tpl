{{/*
Templates of one operator get a dict: root, the context of the chart; name, discovery or networking; operator, its values.
*/}}

{{/* The program and its account. */}}
{{- define "weft.program" -}}
mesh-{{ .name }}
{{- end }}

{{/* Name of what is in no namespace: two planes may share a cluster. */}}
{{- define "weft.wide" -}}
{{ .root.Release.Namespace }}-{{ include "weft.program" . }}
{{- end }}

{{/* Labels of every object. By app the Deployment knows its pods, as that of Gloo Mesh 0.12 does. */}}
{{- define "weft.labels" -}}
app: {{ .name }}
app.kubernetes.io/name: {{ include "weft.program" . }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: weft
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
{{- end }}

{{- define "weft.image" -}}
{{- $image := .operator.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* NAMESPACE/NAME of the Settings that count. */}}
{{- define "weft.settings" -}}
{{- $ref := .Values.glooMeshOperatorArgs.settingsRef -}}
{{ $ref.namespace | default .Release.Namespace }}/{{ $ref.name }}
{{- end }}

{{/*
Lays one map over another in place: maps are merged, everything else is replaced, null removes.
(mergeOverwrite leaves what is replaced by 0, false or nothing.) Writes nothing.
*/}}
{{- define "weft.overlay" -}}
{{- range $key, $value := .with -}}
{{- $present := get $.on $key -}}
{{- if and (kindIs "map" $value) (kindIs "map" $present) -}}
{{- include "weft.overlay" (dict "on" $present "with" $value) -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $.on $key -}}
{{- else -}}
{{- $_ := set $.on $key $value -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "weft.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "weft.labels" . | nindent 4 }}
spec:
  replicas: {{ .operator.replicas }}
  selector:
    matchLabels:
      app: {{ .name }}
  template:
    metadata:
      labels:
        {{- include "weft.labels" . | nindent 8 }}
        # The plane is no part of the meshes that it configures, and must come up without them.
        sidecar.istio.io/inject: "false"
        istio.io/dataplane-mode: none
      annotations:
        prometheus.io/path: /metrics
        prometheus.io/port: {{ .operator.ports.metrics | int | quote }}
        prometheus.io/scrape: "true"
    spec:
      serviceAccountName: {{ include "weft.program" . }}
      {{- with .operator.image.pullSecret }}
      imagePullSecrets:
        - name: {{ . }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: {{ .name }}
      containers:
        - name: {{ .name }}
          image: {{ include "weft.image" . | quote }}
          imagePullPolicy: {{ .operator.image.pullPolicy }}
          args:
            - --settings={{ include "weft.settings" .root }}
            - --metrics-port={{ .operator.ports.metrics | int }}
            {{- if and (eq .name "networking") .root.Values.disallowIntersectingConfig }}
            - --disallow-intersecting-config
            {{- end }}
            {{- if .root.Values.verbose }}
            - --verbose
            {{- end }}
          env:
            - name: POD_NAMESPACE
              valueFrom:
                fieldRef:
                  apiVersion: v1
                  fieldPath: metadata.namespace
            {{- range .operator.env }}
            {{- if ne .name "POD_NAMESPACE" }}
            - {{- toYaml . | nindent 14 }}
            {{- end }}
            {{- end }}
          ports:
            - name: metrics
              containerPort: {{ .operator.ports.metrics | int }}
              protocol: TCP
          # A JVM without its share of a busy node is slow to start, and not dead.
          startupProbe:
            httpGet:
              path: /healthz
              port: metrics
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet:
              path: /healthz
              port: metrics
            periodSeconds: 10
            failureThreshold: 6
          readinessProbe:
            httpGet:
              path: /readyz
              port: metrics
            periodSeconds: 5
          {{- with .operator.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
{{- end }}

{{- define "weft.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "weft.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector:
    app: {{ .name }}
  ports:
    - name: metrics
      port: {{ .operator.ports.metrics | int }}
      targetPort: metrics
      protocol: TCP
{{- end }}
