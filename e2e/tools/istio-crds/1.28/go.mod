module dev.weft/e2e/tools/istio-crds/1.28

go 1.24

require istio.io/api v1.28.0
