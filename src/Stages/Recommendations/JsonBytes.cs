using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// The buffer in which an answer is written, reused from answer to answer. By hand, because the hundred tokens of an
/// answer make the general JSON writer a third of its cost; who writes is answerable for commas and brackets. Not
/// thread-safe.
/// </summary>
internal sealed class JsonBytes
{
    private const int NumberBytesMax = 32;
    private const int MomentBytes = 28; // 2025-01-06T12:00:00.0000000Z

    /// <summary>Characters that stand in JSON as they are and are one byte in UTF-8; all others take the general way.</summary>
    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%()*,-./:;=?@[]^_{|}~");

    private byte[] _bytes = new byte[4096];
    private int _length;

    public void Clear() => _length = 0;

    /// <summary>What was written; valid until something more is.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _length);

    /// <summary>Bytes that are JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Free(json.Length));
        _length += json.Length;
    }

    /// <summary>A string in quotes, escaped as <see cref="JsonEncodedText"/> does.</summary>
    public void Text(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(_plain))
        {
            Raw("\""u8);
            Raw(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
            Raw("\""u8);
            return;
        }

        var free = Free(text.Length + 2);
        free[0] = (byte)'"';
        Encoding.UTF8.GetBytes(text, free[1..]);
        free[^1] = (byte)'"';
        _length += free.Length;
    }

    public void Number<T>(T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(Free(NumberBytesMax), out var length, default, CultureInfo.InvariantCulture);
        _length += length;
    }

    /// <summary>A moment of UTC in quotes, ISO 8601, without the zeros behind its last digit.</summary>
    public void Moment(DateTime utc)
    {
        Raw("\""u8);
        var text = Free(MomentBytes);
        utc.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        _length += text[..(MomentBytes - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        Raw("Z\""u8);
    }

    private Span<byte> Free(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        return _bytes.AsSpan(_length, bytes);
    }
}
