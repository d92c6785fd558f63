// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

/** How a command prints. */
enum OutputFormat {
    text,
    json
}
