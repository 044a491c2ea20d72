/* The runners of each topic, in the file of its name. */

#pragma once

#include "tests/vectors/vectors.h"

extern const VectorRunner vector_runners_confusables[];
extern const VectorRunner vector_runners_embargo[];
extern const VectorRunner vector_runners_freshness[];
extern const VectorRunner vector_runners_host_patterns[];
extern const VectorRunner vector_runners_identity[];
extern const VectorRunner vector_runners_media_requests[];
extern const VectorRunner vector_runners_one_time[];
extern const VectorRunner vector_runners_out_of_scope[];
extern const VectorRunner vector_runners_permission_manager[];
extern const VectorRunner vector_runners_permissions_api[];
extern const VectorRunner vector_runners_permissions_policy[];
extern const VectorRunner vector_runners_request_flow[];
extern const VectorRunner vector_runners_settings_map[];
extern const VectorRunner vector_runners_taint[];
extern const VectorRunner vector_runners_trustworthy[];
extern const VectorRunner vector_runners_url[];

/* A set of its own file. */
void vector_run_idp_scenario (VectorCase *vector);
