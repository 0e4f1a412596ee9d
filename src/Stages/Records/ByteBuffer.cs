using System.Text;

namespace StreamReco.Stages.Records;

/// <summary>
/// Bytes of many records, one after the other in pinned memory that is used again. What outgrows it goes into a larger
/// block, and the records before it keep the smaller one. Not thread-safe.
/// </summary>
/// <param name="bytes">Size of the first block.</param>
public sealed class ByteBuffer(int bytes)
{
    private byte[] _block = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
    private int _length;

    /// <summary>Adds bytes.</summary>
    /// <returns>Where they lie; valid until <see cref="Clear"/>.</returns>
    public RecordBytes Add(ReadOnlySpan<byte> added)
    {
        added.CopyTo(Free(added.Length));
        return Take(added.Length);
    }

    /// <summary>Adds a text as UTF-8.</summary>
    /// <returns>Where it lies; valid until <see cref="Clear"/>.</returns>
    public RecordBytes Add(string text) =>
        Take(Encoding.UTF8.GetBytes(text, Free(Encoding.UTF8.GetMaxByteCount(text.Length))));

    /// <summary>Gives the memory free for the next records.</summary>
    public void Clear() => _length = 0;

    private Span<byte> Free(int size)
    {
        if (_block.Length - _length < size)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(2 * _block.Length, size), pinned: true);
            _length = 0;
        }

        return _block.AsSpan(_length);
    }

    private RecordBytes Take(int size)
    {
        var start = _length;
        _length += size;
        return RecordBytes.In(_block, start, size);
    }
}
