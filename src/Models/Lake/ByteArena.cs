using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>
/// Bytes that stay where they are: texts of rows, written to Parquet from here without a copy. They live as long as the
/// arena does, so whoever uses one keeps the arena.
/// </summary>
internal sealed class ByteArena
{
    private const int BlockBytes = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private byte[] _block = [];
    private int _used;

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>What stands for no text at all.</summary>
    public static ByteArray None => default;

    public static bool IsNone(in ByteArray text) => text.Pointer == IntPtr.Zero;

    public static unsafe ReadOnlySpan<byte> SpanOf(in ByteArray text) => new((void*)text.Pointer, text.Length);

    public static string TextOf(in ByteArray text) => System.Text.Encoding.UTF8.GetString(SpanOf(text));

    public ByteArray Add(ReadOnlySpan<byte> bytes)
    {
        var target = Take(bytes.Length);
        bytes.CopyTo(target);
        return Place(bytes.Length);
    }

    /// <summary>A text in UTF-8; half a pair of surrogates becomes U+FFFD.</summary>
    public ByteArray Add(ReadOnlySpan<char> text)
    {
        var target = Take(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        return Place(System.Text.Encoding.UTF8.GetBytes(text, target));
    }

    /// <summary>A copy of what another arena or the library holds.</summary>
    public ByteArray Copy(in ByteArray text) => IsNone(text) ? None : Add(SpanOf(text));

    private Span<byte> Take(int bytes)
    {
        if (_block.Length - _used < bytes + 1)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, bytes + 1), pinned: true);
            _blocks.Add(_block);
            _used = 0;
        }

        return _block.AsSpan(_used);
    }

    private unsafe ByteArray Place(int bytes)
    {
        var place = (IntPtr)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _block[_used]);
        _used += bytes;
        Bytes += bytes;
        return new ByteArray(place, bytes);
    }
}
