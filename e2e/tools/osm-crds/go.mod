module dev.weft/e2e/tools/osm-crds

go 1.24

require github.com/openservicemesh/osm v1.2.4
