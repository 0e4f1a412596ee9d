using System.Numerics;

namespace StreamReco.Stages.State;

/// <summary>
/// Byte records of many sizes in pages of a megabyte, without an object for each: what the garbage collector has to look
/// at does not grow with them. A freed place is used again by a record of its size class; classes lie within a sixteenth of
/// each other. Not thread-safe.
/// </summary>
internal sealed class ByteSlabs
{
    /// <summary>A longer record is not taken.</summary>
    public const int BytesMax = 256 * 1024;

    private const int PageBytes = 1 << 20;
    private const int PageBits = 20;
    private const int SmallestStep = 16;
    private const int StepsPerDoubling = 16;

    private readonly List<byte[]> _pages = [];
    private readonly Dictionary<int, Stack<long>> _free = [];
    private int _used = PageBytes;

    /// <summary>Bytes of all pages.</summary>
    public long PagesBytes => (long)_pages.Count * PageBytes;

    /// <summary>Adds a record.</summary>
    /// <param name="bytes">The record.</param>
    /// <param name="place">Where it lies, for <see cref="At"/> and <see cref="Free"/>.</param>
    /// <returns>Whether it was taken: one of more than <see cref="BytesMax"/> is not.</returns>
    public bool TryAdd(ReadOnlySpan<byte> bytes, out long place)
    {
        place = -1;
        if (bytes.Length > BytesMax)
        {
            return false;
        }

        var size = SizeOf(bytes.Length);
        place = _free.TryGetValue(size, out var free) && free.TryPop(out var found) ? found : Grow(size);
        bytes.CopyTo(At(place, bytes.Length));
        return true;
    }

    /// <summary>A record of the given length.</summary>
    public Span<byte> At(long place, int length) =>
        _pages[(int)(place >> PageBits)].AsSpan((int)(place & (PageBytes - 1)), length);

    /// <summary>Gives the place of a record free.</summary>
    public void Free(long place, int length)
    {
        var size = SizeOf(length);
        if (!_free.TryGetValue(size, out var free))
        {
            _free.Add(size, free = new Stack<long>());
        }

        free.Push(place);
    }

    private long Grow(int size)
    {
        if (_used + size > PageBytes)
        {
            _pages.Add(GC.AllocateUninitializedArray<byte>(PageBytes));
            _used = 0;
        }

        var place = ((long)(_pages.Count - 1) << PageBits) | (uint)_used;
        _used += size;
        return place;
    }

    /// <summary>The size class of a length.</summary>
    private static int SizeOf(int length)
    {
        var step = Math.Max(SmallestStep, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, length)) / (2 * StepsPerDoubling));
        return (Math.Max(1, length) + step - 1) / step * step;
    }
}
