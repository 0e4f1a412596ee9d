using System.Globalization;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>Judges single events by rules. Pure; allocates nothing but the reason of a rejection.</summary>
internal static class RuleJudge
{
    private const long HourMs = 3_600_000;

    /// <summary>Hours that a time zone may be off.</summary>
    private const long HoursMax = 14;

    /// <summary>How far from the whole hour a clock of a wrong zone may be, ms.</summary>
    private const long ClockSlackMs = 60_000;

    private const int NamedMax = 10;

    /// <summary>Judges an event.</summary>
    /// <param name="rule">A rule that judges single events, and events of this type.</param>
    /// <param name="click">The event.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds.</param>
    /// <param name="item">The item that breaks the rule, for fields of items; else 0.</param>
    /// <returns>Whether it is good; null where there is nothing to judge.</returns>
    public static bool? Judge(QualityRule rule, ClickEvent click, long receivedMs, out int item)
    {
        item = 0;
        switch (rule.Check)
        {
            case QualityCheck.Unique or QualityCheck.Valid or QualityCheck.Traffic:
                return true; // what is not was taken in elsewhere, or is seen in the window alone
            case QualityCheck.Timely:
                return receivedMs - click.EventTimeMs <= rule.MaxMs;
            case QualityCheck.Clock:
                return !IsOffByHours(receivedMs - click.EventTimeMs);
            default:
                return JudgeValues(rule, click, out item);
        }
    }

    /// <summary>Takes the values of an event into a window's spread.</summary>
    public static void AddSpread(QualityRule rule, ClickEvent click, RuleSums sums)
    {
        var field = rule.Field!.Value;
        var isNumber = QualityFields.IsNumber(field);
        for (var i = 0; i < QualityFields.CountOf(click, field); i++)
        {
            if (!QualityFields.Has(click, field, i))
            {
                continue;
            }

            if (rule.Check == QualityCheck.Cardinality)
            {
                sums.CountDistinct(isNumber ? QualityReference.HashOf(QualityFields.NumberOf(click, field, i))
                    : QualityReference.HashOf(QualityFields.TextOf(click, field, i)));
            }
            else
            {
                sums.CountCell(isNumber ? rule.Reference!.CellOf(QualityFields.NumberOf(click, field, i))
                    : rule.Reference!.CellOf(QualityFields.TextOf(click, field, i)));
            }
        }
    }

    /// <summary>Why an event was rejected: the rule, the value and what is asked of it.</summary>
    public static string Reason(QualityRule rule, ClickEvent click, int item)
    {
        var field = rule.Field!.Value;
        var name = QualityFields.NameOf(field);
        if (rule.Check == QualityCheck.Complete)
        {
            return $"rule {rule.Name}: {name} is missing.";
        }

        // The values of a person's fields stand in the payload alone.
        var value = QualityFields.IsPersonal(field) ? "not what it must be" : QualityFields.Show(click, field, item);
        return $"rule {rule.Name}: {name} is {value}; it must {Wanted(rule)}.";
    }

    private static bool? JudgeValues(QualityRule rule, ClickEvent click, out int item)
    {
        var field = rule.Field!.Value;
        bool? judged = null;
        for (item = 0; item < QualityFields.CountOf(click, field); item++)
        {
            var has = QualityFields.Has(click, field, item);
            if (!has && rule.Check != QualityCheck.Complete)
            {
                continue;
            }

            if (!has || !IsGood(rule, click, field, item))
            {
                return false;
            }

            judged = true;
        }

        return judged;
    }

    private static bool IsGood(QualityRule rule, ClickEvent click, QualityField field, int item) => rule.Check switch
    {
        QualityCheck.Range => QualityFields.NumberOf(click, field, item) is var number && !(number < rule.Min || number > rule.Max),
        QualityCheck.Pattern => rule.Pattern!.IsMatch(QualityFields.TextOf(click, field, item)),
        QualityCheck.OneOf => rule.Values!.GetAlternateLookup<ReadOnlySpan<char>>().Contains(QualityFields.TextOf(click, field, item)),
        QualityCheck.NewValues => rule.Reference!.Knows(QualityFields.TextOf(click, field, item)),
        _ => true,
    };

    private static bool IsOffByHours(long lateMs)
    {
        var off = Math.Abs(lateMs);
        var hours = (off + (HourMs / 2)) / HourMs;
        return hours is >= 1 and <= HoursMax && Math.Abs(off - (hours * HourMs)) <= ClockSlackMs;
    }

    private static string Wanted(QualityRule rule) => rule.Check switch
    {
        QualityCheck.Range when rule.Max is null => string.Create(CultureInfo.InvariantCulture, $"be at least {rule.Min}"),
        QualityCheck.Range when rule.Min is null => string.Create(CultureInfo.InvariantCulture, $"be at most {rule.Max}"),
        QualityCheck.Range => string.Create(CultureInfo.InvariantCulture, $"be between {rule.Min} and {rule.Max}"),
        QualityCheck.Pattern => $"match {rule.Pattern!.ToString()[4..^3]}",
        _ => $"be one of {string.Join(", ", rule.Values!.Order(StringComparer.Ordinal).Take(NamedMax))}"
            + (rule.Values!.Count > NamedMax ? $" and {rule.Values.Count - NamedMax} more" : ""),
    };
}
