module dev.weft/e2e/tools/istio-crds/1.32

go 1.24

require istio.io/api v1.32.0
