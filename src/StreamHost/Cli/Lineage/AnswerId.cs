using System.Globalization;
using System.Text.RegularExpressions;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>The id of an answer: the place of the click that it answers, and the variant.</summary>
/// <param name="Partition">The click's partition.</param>
/// <param name="Offset">The click's offset.</param>
internal sealed partial record AnswerId(int Partition, long Offset)
{
    /// <summary>Reads an id such as <c>3-1710-A</c>.</summary>
    /// <exception cref="UserErrorException">The text is none.</exception>
    public static AnswerId Parse(string text)
    {
        var match = Form().Match(text);
        return match.Success
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new AnswerId(partition, offset)
            : throw new UserErrorException(
                $"'{text}' is no recommendation_id; it is PARTITION-OFFSET-VARIANT, for instance 3-1710-A.", ExitCode.Usage);
    }

    [GeneratedRegex(@"^(\d{1,10})-(\d{1,18})-.+$")]
    private static partial Regex Form();
}
