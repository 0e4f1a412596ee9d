using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Batches;

namespace StreamReco.StreamHost.Search;

/// <summary>The orders that a list may have; items of an earlier tier go first in each.</summary>
internal enum SearchSort
{
    /// <summary>The ranker's order.</summary>
    Relevance,

    /// <summary>The cheapest first; items without a price last.</summary>
    PriceAsc,

    /// <summary>The dearest first; items without a price last.</summary>
    PriceDesc,

    /// <summary>By name.</summary>
    Name,
}

/// <summary>A search as a caller asks for it.</summary>
/// <param name="Query">As it was typed.</param>
/// <param name="Size">Items of the page.</param>
internal sealed record NodeSearchRequest(string Query, int Size)
{
    private const int FingerprintChars = 256;

    /// <summary>Who searches; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The session; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>What found items must be.</summary>
    public SearchFilter Filter { get; init; } = SearchFilter.None;

    /// <summary>Fields whose values are counted.</summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>The list's order.</summary>
    public SearchSort Sort { get; init; }

    /// <summary>Whether what is known of the user counts.</summary>
    public bool Personalize { get; init; } = true;

    /// <summary>The experiments that the answer is part of.</summary>
    public ServedArms Arms { get; init; } = ServedArms.None;

    /// <summary>The model that answers, where the caller asked it about the person already; null for the one in use.</summary>
    public SearchModel? Model { get; init; }

    /// <summary>Where the page begins; null for the first page.</summary>
    public SearchCursor? Cursor { get; init; }

    /// <summary>Names what decides the list: query, filters, order and person, not the page.</summary>
    public ulong Fingerprint()
    {
        var text = new DefaultInterpolatedStringHandler(8, 4, CultureInfo.InvariantCulture, stackalloc char[FingerprintChars]);
        text.AppendFormatted(Query);
        text.AppendLiteral("\n");
        text.AppendFormatted(Personalize ? User : null);
        text.AppendLiteral("\n");
        text.AppendFormatted(Sort);
        text.AppendLiteral("\n");
        foreach (var field in Filter.Values.Count == 0 ? [] : Filter.Values.Keys.Order(StringComparer.Ordinal).ToArray())
        {
            text.AppendFormatted($"{field}={string.Join('|', Filter.Values[field])}\n");
        }

        text.AppendFormatted(Filter.PriceFrom);
        text.AppendLiteral("..");
        text.AppendFormatted(Filter.PriceTo);
        text.AppendFormatted(Filter.AvailableOnly);
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.Text));
        text.Clear();
        return hash;
    }
}
