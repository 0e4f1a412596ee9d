using StreamReco.Stages.Records;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>An origin as a person writes it: topic/partition@offset.</summary>
internal static class OriginText
{
    /// <exception cref="UserErrorException">The text is not an origin.</exception>
    public static RecordOrigin Parse(string text) => RecordOrigin.TryParse(text, out var origin)
        ? origin.Value
        : throw new UserErrorException(
            $"'{text}' is no origin; write topic/partition@offset, for instance clicks/2@1234.", ExitCode.Usage);
}
