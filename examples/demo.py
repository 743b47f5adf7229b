"""A walk through the bindings of the reference project: what is printed was computed in Rust."""

import copy

import reference_project as r

print("Functions take and return what Python has:")
print("  subtract_i64(40, -2)     =", r.subtract_i64(40, -2))

print("Structs are classes that check what they are given:")
sample = r.Sample(channel=1, id=7, gain=0.5, offset=-3, active=True)
print("  sample                   =", sample)
print("  step_sample(sample)      =", r.step_sample(sample))
print("  sample_sum(sample)       =", r.sample_sum(sample))
print("  copy.copy(sample) ==     ", copy.copy(sample) == sample)
try:
    sample.channel = 256
except OverflowError as error:
    print("  sample.channel = 256     :", error)

print("Enums are IntEnums:")
print("  next_color(Color.Red)    =", r.next_color(r.Color.Red))

print("Nothing wraps silently, nothing that does not fit reaches Rust:")
for wrong in (-1, "40", 4.0, None):
    try:
        r.complement_u32(wrong)
    except (OverflowError, TypeError) as error:
        print(f"  complement_u32({wrong!r})".ljust(26), ":", error)
