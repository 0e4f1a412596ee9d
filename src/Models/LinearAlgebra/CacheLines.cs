using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>Asks for memory before it is read.</summary>
internal static class CacheLines
{
    /// <summary>Floats of a cache line.</summary>
    private const int Floats = 16;

    /// <summary>Has a vector fetched that lies anywhere in a table that no near cache holds; changes nothing but the time.</summary>
    public static unsafe void Fetch(ReadOnlySpan<float> vector)
    {
        ref var first = ref MemoryMarshal.GetReference(vector);
        for (var k = 0; Sse.IsSupported && k < vector.Length; k += Floats)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, k)));
        }
    }
}
