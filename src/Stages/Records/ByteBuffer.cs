using System.Text;

namespace StreamReco.Stages.Records;

/// <summary>
/// Bytes of many records, one after the other in blocks of pinned memory that are used again. A record lies in one block.
/// Not thread-safe.
/// </summary>
/// <param name="blockBytes">Size of a block; a larger record has one of its own size.</param>
public sealed class ByteBuffer(int blockBytes)
{
    private readonly List<byte[]> _blocks = [];
    private byte[] _block = [];
    private int _next;
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
    public void Clear() => (_block, _next, _length) = ([], 0, 0);

    private Span<byte> Free(int size)
    {
        while (_block.Length - _length < size)
        {
            if (_next == _blocks.Count)
            {
                _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(blockBytes, size), pinned: true));
            }

            (_block, _length) = (_blocks[_next++], 0);
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
