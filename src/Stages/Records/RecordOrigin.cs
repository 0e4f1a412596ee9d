using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StreamReco.Stages.Records;

/// <summary>Where a record stood; written <c>clicks/2@1234</c>: topic/partition@offset.</summary>
public readonly record struct RecordOrigin(string Topic, int Partition, long Offset)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RecordOrigin? origin)
    {
        origin = null;
        var at = text.LastIndexOf('@');
        var slash = at < 0 ? -1 : text.LastIndexOf('/', at);
        if (slash <= 0
            || !TryNumber(text.AsSpan(slash + 1, at - slash - 1), out var partition) || partition > int.MaxValue
            || !TryNumber(text.AsSpan(at + 1), out var offset))
        {
            return false;
        }

        origin = new RecordOrigin(text[..slash], (int)partition, offset);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}@{Offset}");

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
