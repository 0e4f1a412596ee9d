using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using StreamReco.Stages.Answers.Rules;

namespace StreamReco.Stages.Answers;

/// <summary>
/// Writes the items of an answer as a JSON array. By hand, because seventy tokens an answer make the general writer a
/// third of its cost. Not thread-safe.
/// </summary>
internal sealed class ItemsJson(RerankRules rules)
{
    private const int NumberBytesMax = 32;

    /// <summary>Characters that stand in JSON as they are and are one byte in UTF-8; all others take the general way.</summary>
    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%()*,-./:;=?@[]^_{|}~");

    private readonly byte[][] _marks = RuleWords.OfItems(rules);
    private readonly byte[][] _labels = RuleWords.Labels(rules);
    private readonly ArrayBufferWriter<byte> _output = new(4096);

    /// <returns>The array's bytes; valid until the next call.</returns>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public ReadOnlySpan<byte> Write(IReadOnlyList<RankedItem> items)
    {
        _output.ResetWrittenCount();
        for (var i = 0; i < items.Count; i++)
        {
            Raw(i == 0 ? "[{\"item_id\":"u8 : ",{\"item_id\":"u8);
            WriteItem(items[i], i + 1);
        }

        Raw(items.Count == 0 ? "[]"u8 : "]"u8);
        return _output.WrittenSpan;
    }

    private void WriteItem(in RankedItem item, int rank)
    {
        Text(item.ItemId);
        Raw(",\"rank\":"u8);
        Number(rank);
        Raw(",\"score\":"u8);
        Number(float.IsFinite(item.Score) ? item.Score : throw new ArgumentException($"The score of {item.ItemId} is {item.Score}."));
        Raw(KindOf(item.Kind));
        for (var j = 0; j < item.BecauseOf.Count; j++)
        {
            Raw(j == 0 ? ""u8 : ","u8);
            Text(item.BecauseOf[j]);
        }

        Raw("]}"u8);
        WriteRules(item.Rules);
        Raw("}"u8);
    }

    private void WriteRules(ulong bits)
    {
        var label = Array.Empty<byte>();
        for (var left = bits; left != 0; left &= left - 1)
        {
            Raw(left == bits ? ",\"rules\":["u8 : ","u8);
            Raw(_marks[BitOperations.TrailingZeroCount(left)]);
            label = _labels[BitOperations.TrailingZeroCount(left)] is { Length: > 0 } own ? own : label;
        }

        Raw(bits == 0 ? ""u8 : "]"u8);
        Raw(label);
    }

    private static ReadOnlySpan<byte> KindOf(ReasonKind kind) => kind switch
    {
        ReasonKind.Similar => ",\"reason\":{\"kind\":\"similar\",\"because_of\":["u8,
        ReasonKind.Taste => ",\"reason\":{\"kind\":\"taste\",\"because_of\":["u8,
        ReasonKind.Trending => ",\"reason\":{\"kind\":\"trending\",\"because_of\":["u8,
        ReasonKind.Popular => ",\"reason\":{\"kind\":\"popular\",\"because_of\":["u8,
        ReasonKind.Pinned => ",\"reason\":{\"kind\":\"pinned\",\"because_of\":["u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a reason."),
    };

    private void Raw(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    private void Text(string text)
    {
        Raw("\""u8);
        if (text.AsSpan().ContainsAnyExcept(_plain))
        {
            Raw(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        }
        else
        {
            _output.Advance(Encoding.UTF8.GetBytes(text, _output.GetSpan(text.Length)));
        }

        Raw("\""u8);
    }

    private void Number<T>(T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_output.GetSpan(NumberBytesMax), out var length, default, CultureInfo.InvariantCulture);
        _output.Advance(length);
    }
}
