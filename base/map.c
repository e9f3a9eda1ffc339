/* map: pointer-keyed hash map; entries in insertion order, an index of slots beside them. */
#include "base/base.h"

#include <string.h>

static uint32_t hash_key(const void *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32);
}

void map_init(Map *m, Arena *a)
{
    memset(m, 0, sizeof *m);
    m->arena = a;
}

/* The slot of key, or the empty one where it belongs. Slots hold 1 + the number of an entry. */
static uint32_t *find_slot(const Map *m, const void *key)
{
    uint32_t mask = m->nindex - 1, i = hash_key(key) & mask;
    while (m->index[i] && m->entries[m->index[i] - 1].key != key)
        i = (i + 1) & mask;
    return &m->index[i];
}

bool map_find(const Map *m, const void *key, void **value)
{
    if (!m->len)
        return false;
    uint32_t slot = *find_slot(m, key);
    if (slot)
        *value = m->entries[slot - 1].value;
    return slot != 0;
}

void *map_get(const Map *m, const void *key)
{
    void *value = NULL;
    map_find(m, key, &value);
    return value;
}

static void grow(Map *m, Arena *a)
{
    m->nindex = m->nindex ? m->nindex * 2 : 8;
    m->index = NEW_ARRAY(a, uint32_t, m->nindex);
    for (uint32_t i = 0; i < m->len; i++)
        *find_slot(m, m->entries[i].key) = i + 1;
}

void map_set(Map *m, const void *key, void *value)
{
    Arena *a = m->arena ? m->arena : perm;
    if (m->len * 2 >= m->nindex)
        grow(m, a);
    uint32_t *slot = find_slot(m, key);
    if (*slot) {
        m->entries[*slot - 1].value = value;
        return;
    }
    vec_reserve_(a, (void **)&m->entries, &m->cap, m->len, sizeof *m->entries);
    m->entries[m->len++] = (MapEntry){key, value};
    *slot = m->len;
}
