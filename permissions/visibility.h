#pragma once

/* Marks what the shared libraries export. Everything else stays hidden: the libraries are compiled with hidden
 * visibility and linked with a version script that lets only cordon_* through.
 */
#define CORDON_API __attribute__ ((visibility ("default")))
