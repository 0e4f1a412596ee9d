using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>Writes the items of an answer as a JSON array.</summary>
internal sealed class ItemsJson(RerankRules rules, JsonBytes json)
{
    private const int Scopes = (int)(ReasonScope.Category | ReasonScope.Country) + 1;
    private const int RanksMax = 100;

    private static readonly byte[][] _ranks = [.. Enumerable.Range(0, RanksMax + 1).Select(rank => Encoding.UTF8.GetBytes($",\"rank\":{rank}"))];

    /// <summary>By kind and scope: what stands behind the rank.</summary>
    private static readonly byte[][] _plain =
    [
        .. Enum.GetValues<ReasonKind>().SelectMany(kind => Enumerable.Range(0, Scopes).Select(scope =>
            (byte[])[.. ",\"score\":0"u8, .. KindOf(kind), .. "]"u8, .. ScopeOf((ReasonScope)scope), .. "}}"u8])),
    ];

    private readonly byte[][] _marks = RuleWords.OfItems(rules);
    private readonly byte[][] _labels = RuleWords.Labels(rules);

    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public void Write(IReadOnlyList<RankedItem> items, int firstRank)
    {
        var all = items is List<RankedItem> list ? CollectionsMarshal.AsSpan(list) : items.ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            json.Raw(i == 0 ? "[{\"item_id\":"u8 : ",{\"item_id\":"u8);
            ref readonly var item = ref all[i];
            if (IsPlain(item) && firstRank + i < _ranks.Length)
            {
                json.Text(item.ItemId);
                json.Raw(_ranks[firstRank + i]);
                json.Raw(_plain[((int)item.Kind * Scopes) + (int)item.Scope]);
            }
            else
            {
                WriteItem(item, firstRank + i);
            }
        }

        json.Raw(items.Count == 0 ? "[]"u8 : "]"u8);
    }

    /// <summary>Trending and popular items say the same whoever is answered, but for their ids.</summary>
    private static bool IsPlain(in RankedItem item) =>
        BitConverter.SingleToUInt32Bits(item.Score) == 0 && item.BecauseOf.Count == 0 && item.Rules == 0 && item.Source is null && item.Propensity is null;

    private void WriteItem(in RankedItem item, int rank)
    {
        json.Text(item.ItemId);
        json.Raw(",\"rank\":"u8);
        json.Number(rank);
        json.Raw(",\"score\":"u8);
        json.Number(float.IsFinite(item.Score) ? item.Score : throw new ArgumentException($"The score of {item.ItemId} is {item.Score}."));
        json.Raw(KindOf(item.Kind));
        for (var j = 0; j < item.BecauseOf.Count; j++)
        {
            json.Raw(j == 0 ? ""u8 : ","u8);
            json.Text(item.BecauseOf[j]);
        }

        json.Raw("]"u8);
        if (item.Source is { } source)
        {
            json.Raw(",\"source\":"u8);
            json.Text(source);
        }

        json.Raw(ScopeOf(item.Scope));
        json.Raw("}"u8);
        if (item.Propensity is { } propensity)
        {
            json.Raw(",\"propensity\":"u8);
            json.Number(propensity);
        }

        WriteRules(item.Rules);
        json.Raw("}"u8);
    }

    private void WriteRules(ulong bits)
    {
        var label = Array.Empty<byte>();
        for (var left = bits; left != 0; left &= left - 1)
        {
            json.Raw(left == bits ? ",\"rules\":["u8 : ","u8);
            json.Raw(_marks[BitOperations.TrailingZeroCount(left)]);
            label = _labels[BitOperations.TrailingZeroCount(left)] is { Length: > 0 } own ? own : label;
        }

        json.Raw(bits == 0 ? ""u8 : "]"u8);
        json.Raw(label);
    }

    private static ReadOnlySpan<byte> ScopeOf(ReasonScope scope) => scope switch
    {
        ReasonScope.Everywhere => ""u8,
        ReasonScope.Category => ",\"scope\":[\"category\"]"u8,
        ReasonScope.Country => ",\"scope\":[\"country\"]"u8,
        _ => ",\"scope\":[\"category\",\"country\"]"u8,
    };

    private static ReadOnlySpan<byte> KindOf(ReasonKind kind) => kind switch
    {
        ReasonKind.Similar => ",\"reason\":{\"kind\":\"similar\",\"because_of\":["u8,
        ReasonKind.Taste => ",\"reason\":{\"kind\":\"taste\",\"because_of\":["u8,
        ReasonKind.Trending => ",\"reason\":{\"kind\":\"trending\",\"because_of\":["u8,
        ReasonKind.Popular => ",\"reason\":{\"kind\":\"popular\",\"because_of\":["u8,
        ReasonKind.Pinned => ",\"reason\":{\"kind\":\"pinned\",\"because_of\":["u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a reason."),
    };
}
