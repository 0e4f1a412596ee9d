using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>Forms that are no JSON and that a sender can be told how to change.</summary>
internal static class ForeignForms
{
    /// <summary>Snowplow's enriched event has 131 columns; no text of another kind has this many tabs.</summary>
    private const int SnowplowTabsMin = 100;

    /// <returns>Why the record is refused, or null when its form is none of these.</returns>
    public static Failure? Recognise(ReadOnlySpan<byte> value)
    {
        var tabs = 0;
        for (var at = value.IndexOf((byte)'\t'); at >= 0; at = value.IndexOf((byte)'\t'))
        {
            tabs++;
            value = value[(at + 1)..];
        }

        return tabs < SnowplowTabsMin ? null : new Failure(
            FailureType.Malformed,
            null,
            $"The record is text with {tabs + 1} columns, as Snowplow's enriched events; send the JSON that its analytics SDK makes of them.");
    }
}
