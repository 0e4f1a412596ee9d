using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>The words of answers.</summary>
internal static class SearchWords
{
    private static readonly string[] _fields = ["name", "brand", "category", "attributes", "description"];
    private static readonly string[][] _matched = [.. Enumerable.Range(0, 1 << _fields.Length).Select(
        mask => _fields.Where((_, field) => (mask & (1 << field)) != 0).ToArray())];

    /// <summary>A tier's name.</summary>
    public static string Of(SearchTier tier) => tier switch
    {
        SearchTier.Code => "code",
        SearchTier.Text => "text",
        SearchTier.Content => "content",
        _ => "popular",
    };

    /// <summary>The names of the fields of a mask.</summary>
    public static IReadOnlyList<string> FieldsOf(byte mask) => _matched[mask];

    /// <summary>Parts of a score.</summary>
    public static IReadOnlyList<ReasonBody> Of(IReadOnlyList<SearchReason> reasons) =>
        [.. reasons.Select(reason => new ReasonBody(reason.Reason, reason.Share))];

    /// <summary>Steps of a rewrite.</summary>
    public static IReadOnlyList<RewriteBody> Of(IReadOnlyList<Rewrite> rewrites) =>
        [.. rewrites.Select(rewrite => new RewriteBody(rewrite.Kind, rewrite.From, rewrite.To))];
}
