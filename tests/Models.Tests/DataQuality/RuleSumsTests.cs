using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.DataQuality;

namespace StreamReco.Models.Tests.DataQuality;

/// <summary>Parts of a window, counted anywhere, merge to the same bytes as the whole, in any order and grouping.</summary>
public sealed class RuleSumsTests
{
    private static readonly QualityRule[] _rules =
    [
        RulesFile.Of("\"check\":\"unique\"").Rules[0],
        RulesFile.Of("\"check\":\"psi\",\"field\":\"items.price\",\"reference\":{\"edges\":[1,2,3],\"counts\":[1,1,1,1]}").Rules[0],
        RulesFile.Of("\"check\":\"cardinality\",\"field\":\"user_id\",\"min\":1").Rules[0],
    ];

    [Fact]
    public void Any_parts_in_any_order_merge_to_the_whole() => Prop.ForAll(
        Gen.Choose(0, 60).ArrayOf().ToArbitrary(),
        Gen.Choose(1, 5).ToArbitrary(),
        (int[] values, int parts) =>
        {
            foreach (var rule in _rules)
            {
                var whole = Sums(rule, values);
                var split = Enumerable.Range(0, parts).Select(part => Sums(rule, [.. values.Where((_, i) => i % parts == part)])).ToArray();

                Merged(rule, split).ToBytes().ShouldBe(whole.ToBytes());
                Merged(rule, [.. split.Reverse()]).ToBytes().ShouldBe(whole.ToBytes());
                Merged(rule, [Merged(rule, split[..(parts / 2)]), Merged(rule, split[(parts / 2)..])]).ToBytes().ShouldBe(whole.ToBytes());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static RuleSums Sums(QualityRule rule, int[] values)
    {
        var sums = new RuleSums(rule);
        foreach (var value in values)
        {
            if (rule.Check == QualityCheck.Psi)
            {
                sums.CountCell(rule.Reference!.CellOf(value % 5));
            }
            else if (rule.Check == QualityCheck.Cardinality)
            {
                sums.CountDistinct(QualityReference.HashOf($"{value}"));
            }
            else
            {
                sums.Count(value % 3 != 0);
            }
        }

        return sums;
    }

    private static RuleSums Merged(QualityRule rule, RuleSums[] parts)
    {
        var merged = new RuleSums(rule);
        foreach (var part in parts)
        {
            merged.Add(part);
        }

        return merged;
    }
}
