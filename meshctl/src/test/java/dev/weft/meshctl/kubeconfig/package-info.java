// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.weft.meshctl.kubeconfig;

import org.jspecify.annotations.NullMarked;
