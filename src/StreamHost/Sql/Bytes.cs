using System.Runtime.InteropServices;

namespace StreamReco.StreamHost.Sql;

/// <summary>Hands memory to drivers that take arrays only.</summary>
internal static class Bytes
{
    /// <summary>The array behind the memory where it is the whole array, else a copy.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment)
        && segment is { Offset: 0, Array: { } array }
        && array.Length == segment.Count
            ? array
            : memory.ToArray();
}
