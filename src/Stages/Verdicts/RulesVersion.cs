using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace StreamReco.Stages.Verdicts;

/// <summary>Names the settings that decide what becomes of a record: equal settings have equal names.</summary>
public static class RulesVersion
{
    /// <returns>16 hexadecimal digits.</returns>
    public static string Of(PipelineOptions options)
    {
        var (limits, validation, window) = (options.Limits, options.Validation, options.Window);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"1|{limits.EventBytesMax}|{limits.ItemsPerEventMax}|{limits.IdCharsMax}|{validation.FutureSkewMs}"
                + $"|{validation.EarliestEventTime.ToUnixTimeMilliseconds()}|{validation.PassOver}|{window.OutOfOrdernessMs}"
                + $"|{window.AllowedLatenessMs}|{options.UserState.DedupeEventsMax}");
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
    }
}
