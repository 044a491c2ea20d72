// The browser process of a C++ engine: one profile, no casts and no wrapper.

#include <cstdio>

#include "permissions/origin.h"
#include "permissions/profile.h"

#ifndef ENGINE_BUILD
#error "the engine's own configs must reach its targets"
#endif

int
main ()
{
  CordonProfile *profile = cordon_profile_new_memory (nullptr);
  CordonOrigin *origin = cordon_origin_new ("https://a.example", -1, nullptr);
  const bool good = profile != nullptr && origin != nullptr && !cordon_origin_is_opaque (origin)
                    && cordon_profile_is_private (profile);

  cordon_origin_unref (origin);
  cordon_profile_unref (profile);
  std::puts (good ? "embedded" : "broken");
  return good ? 0 : 1;
}
