using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>An open window: sums by rule and source.</summary>
internal sealed class QualityWindow(int rules)
{
    private readonly RuleSums?[] _sums = new RuleSums?[rules * QualitySources.Max];
    private readonly long[] _records = new long[QualitySources.Max];

    /// <summary>The sums of a rule for a source, made where there are none.</summary>
    public RuleSums SumsOf(QualityRule rule, int number, int source) =>
        _sums[(number * QualitySources.Max) + source] ??= new RuleSums(rule);

    /// <summary>The sums of a rule for a source; null for none.</summary>
    public RuleSums? Find(int number, int source) => _sums[(number * QualitySources.Max) + source];

    /// <summary>Records of a source.</summary>
    public long RecordsOf(int source) => _records[source];

    public void CountRecord(int source) => _records[source]++;

    public void Write(IReadOnlyList<QualityRule> rules, int sources, StateWriter writer)
    {
        for (var source = 0; source < sources; source++)
        {
            writer.Unsigned((ulong)_records[source]);
            for (var number = 0; number < rules.Count; number++)
            {
                var sums = Find(number, source);
                writer.Byte(sums is null ? (byte)0 : (byte)1);
                sums?.Write(writer);
            }
        }
    }

    public static QualityWindow Read(IReadOnlyList<QualityRule> rules, int sources, ref StateReader reader)
    {
        var window = new QualityWindow(rules.Count);
        for (var source = 0; source < sources; source++)
        {
            window._records[source] = (long)reader.Unsigned();
            for (var number = 0; number < rules.Count; number++)
            {
                if (reader.Byte() != 0)
                {
                    window._sums[(number * QualitySources.Max) + source] = RuleSums.Read(rules[number], ref reader);
                }
            }
        }

        return window;
    }
}
