using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamReco.Stages.Verdicts;

/// <summary>
/// One record of the verdicts topic: what became of each offset of a micro-batch of the clicks. Written in the transaction
/// that commits the micro-batch, into the partition of the same number. <c>docs/schemas/verdicts.schema.json</c> has the form.
/// </summary>
/// <param name="Partition">The partition of the clicks topic.</param>
/// <param name="Verdicts">The verdicts.</param>
/// <param name="Rules">Version of the rules that decided, see <see cref="RulesVersion"/>.</param>
public sealed record VerdictRecord(int Partition, BatchVerdicts Verdicts, string Rules)
{
    /// <summary>Version of the form.</summary>
    public const int Version = 1;

    /// <summary>Offsets that one record may account for: far above any micro-batch, a bound for damaged records.</summary>
    public const long OffsetsMax = 1L << 40;

    /// <summary>The record's value: JSON, whose fields need no escapes.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"v\":{Version},\"partition\":{Partition},\"from\":{Verdicts.From},\"to\":{Verdicts.To},\"runs\":\"{Verdicts.Runs}\",\"rules\":\"{Rules}\"}}"));

    /// <summary>Reads a record's value; fields that are not known are passed over.</summary>
    /// <exception cref="InvalidDataException">It is no verdict record, or one of a later version.</exception>
    public static VerdictRecord Parse(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            var root = json.RootElement;
            var version = root.GetProperty("v").GetInt32();
            if (version != Version)
            {
                throw new InvalidDataException($"A verdict record has version {version}; this release reads version {Version}.");
            }

            var verdicts = new BatchVerdicts(
                root.GetProperty("from").GetInt64(), root.GetProperty("to").GetInt64(), root.GetProperty("runs").GetString() ?? "");
            CheckLength(verdicts);
            return new VerdictRecord(root.GetProperty("partition").GetInt32(), verdicts, root.GetProperty("rules").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"A record of the verdicts topic is no verdict record: {e.Message}", e);
        }
    }

    /// <summary>The runs, in the order of the offsets.</summary>
    /// <exception cref="InvalidDataException">A run has no length, or an unknown letter.</exception>
    public static IEnumerable<(Verdict Verdict, long Count)> RunsOf(string runs)
    {
        long count = 0;
        foreach (var sign in runs)
        {
            if (char.IsAsciiDigit(sign) && count < OffsetsMax)
            {
                count = (count * 10) + (sign - '0');
            }
            else if (count is > 0 and <= OffsetsMax && VerdictKinds.IsKnown(sign))
            {
                yield return ((Verdict)sign, count);
                count = 0;
            }
            else
            {
                throw new InvalidDataException($"Verdicts '{Shorten(runs)}' are no runs of a length and a known letter.");
            }
        }

        if (count > 0)
        {
            throw new InvalidDataException($"Verdicts '{Shorten(runs)}' end without a letter.");
        }
    }

    private static void CheckLength(BatchVerdicts verdicts)
    {
        var offsets = RunsOf(verdicts.Runs).Sum(run => run.Count);
        if (verdicts.From < 0 || offsets != verdicts.To - verdicts.From + 1)
        {
            throw new InvalidDataException(
                $"A verdict record from {verdicts.From} to {verdicts.To} holds {offsets} verdicts.");
        }
    }

    private static string Shorten(string runs) => runs.Length > 40 ? runs[..40] + "…" : runs;
}
