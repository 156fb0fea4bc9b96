/* Calls of one function of PDFium for each of many objects; calls.py says when, and has the same
   in Python. Functions come as addresses, objects as addresses in arrays, and results go to arrays
   that the caller has made. Nothing here is kept, checked or freed. */

#include <stdint.h>

#ifdef _WIN32
#define SHARED __declspec(dllexport)
#else
#define SHARED __attribute__((visibility("default")))
#endif

typedef int64_t number;

/* Raised with each change of what stands below. */
SHARED int version(void) { return 1; }

SHARED void integers(int (*function)(void *), void **objects, number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = function(objects[i]);
}

SHARED void addresses(void *(*function)(void *), void **objects, number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = (number)function(objects[i]);
}

SHARED void integers_at(int (*function)(void *, int), void *object, number *indexes, number count,
                        number *results) {
    for (number i = 0; i < count; i++)
        results[i] = function(object, (int)indexes[i]);
}

SHARED void addresses_at(void *(*function)(void *, int), void *object, number *indexes,
                         number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = (number)function(object, (int)indexes[i]);
}

SHARED void floats_at(float (*function)(void *, int), void *object, number *indexes, number count,
                      double *results) {
    for (number i = 0; i < count; i++)
        results[i] = function(object, (int)indexes[i]);
}

SHARED void integers_of(int (*function)(void *, int), void **objects, number *indexes,
                        number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = function(objects[i], (int)indexes[i]);
}

SHARED void addresses_of(void *(*function)(void *, int), void **objects, number *indexes,
                         number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = (number)function(objects[i], (int)indexes[i]);
}

SHARED void addresses_within(void *(*function)(void *, int, int), void **objects, number *indexes,
                             number *inner, number count, number *results) {
    for (number i = 0; i < count; i++)
        results[i] = (number)function(objects[i], (int)indexes[i], (int)inner[i]);
}

/* Structs of `width` floats, one after the other. */
SHARED void structs(int (*function)(void *, void *), void **objects, number count, number width,
                    float *results) {
    for (number i = 0; i < count; i++)
        function(objects[i], results + i * width);
}

SHARED void structs_at(int (*function)(void *, int, void *), void *object, number *indexes,
                       number count, number width, float *results) {
    for (number i = 0; i < count; i++)
        function(object, (int)indexes[i], results + i * width);
}

/* Columns of `count` values of four bytes, or of doubles. */
SHARED void pairs(int (*function)(void *, void *, void *), void **objects, number count,
                  float *results) {
    for (number i = 0; i < count; i++)
        function(objects[i], results + i, results + count + i);
}

SHARED void fours(int (*function)(void *, void *, void *, void *, void *), void **objects,
                  number count, float *results) {
    for (number i = 0; i < count; i++)
        function(objects[i], results + i, results + count + i, results + 2 * count + i,
                 results + 3 * count + i);
}

SHARED void pairs_at(int (*function)(void *, int, double *, double *), void *object,
                     number *indexes, number count, double *results) {
    for (number i = 0; i < count; i++)
        function(object, (int)indexes[i], results + i, results + count + i);
}
