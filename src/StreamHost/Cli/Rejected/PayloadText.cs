using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Bytes as text that a terminal can show: what is no UTF-8, and control characters, as <c>\xNN</c>.</summary>
internal static class PayloadText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done;
            if (isText && (!Rune.IsControl(rune) || rune.Value is '\n' or '\t'))
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                Escape(bytes[..used], text);
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    private static void Escape(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        foreach (var value in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }
    }
}
