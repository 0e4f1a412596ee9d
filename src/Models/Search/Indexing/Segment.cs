using StreamReco.Models.Content;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>
/// A part of the index: documents in the order of their ids, and for each term its postings in the order of the rows.
/// Flat arrays, immutable, for any number of readers.
/// </summary>
public sealed record Segment
{
    /// <summary>The documents by row, ids rising in ordinal order.</summary>
    public required CatalogItem[] Items { get; init; }

    /// <summary>The terms, of words and of codes.</summary>
    public required TermList Terms { get; init; }

    /// <summary>Where each term's postings begin, and the end of the last.</summary>
    public required int[] PostingStarts { get; init; }

    /// <summary>The row of each posting, rising within a term.</summary>
    public required int[] PostingRows { get; init; }

    /// <summary>BM25F without the inverse document frequency, 0 to 1: the merged weight of all fields, saturated.</summary>
    public required float[] Impacts { get; init; }

    /// <summary>
    /// The same of the one field that has the term most, each field weighed alike, in steps of 1/255: it says how much a text is
    /// about a word where <see cref="Impacts"/> says where the word stands.
    /// </summary>
    public required byte[] BestImpacts { get; init; }

    /// <summary>The fields that have the term, a bit each (<see cref="SearchField"/>).</summary>
    public required byte[] Masks { get; init; }

    /// <summary>What common terms have besides their postings.</summary>
    public required CommonTerms Common { get; init; }

    /// <summary>Where the words of each row's name begin in <see cref="NameTerms"/>, and the end of the last.</summary>
    public required int[] NameStarts { get; init; }

    /// <summary>The words of the names in their order, as places in <see cref="Terms"/>.</summary>
    public required int[] NameTerms { get; init; }

    /// <summary>
    /// By row, the place in the name from which on it says what the item is used with ("case for ..."); the name's length
    /// where it does not.
    /// </summary>
    public required ushort[] PurposeStarts { get; init; }

    /// <summary>What rows are filtered and counted by.</summary>
    public required SegmentFacets Facets { get; init; }

    /// <summary>Content vectors by row, bytes of 1/127, rows×D; empty where the index has no encoder.</summary>
    public required sbyte[] Vectors { get; init; }

    /// <summary>The same documents with content vectors of another encoder; null for none.</summary>
    public Segment EncodedBy(ContentEncoder? encoder) => this with { Vectors = ContentBytes.Of(Items, encoder) };

    /// <summary>Number of rows, dead ones too.</summary>
    public int Rows => Items.Length;

    /// <summary>The rows of a term's postings.</summary>
    public ReadOnlySpan<int> RowsOf(int term) =>
        PostingRows.AsSpan(PostingStarts[term], PostingStarts[term + 1] - PostingStarts[term]);

    /// <summary>The words of a row's name.</summary>
    public ReadOnlySpan<int> NameOf(int row) => NameTerms.AsSpan(NameStarts[row], NameStarts[row + 1] - NameStarts[row]);

    /// <summary>The place of a row among the postings; -1 where the row does not have the term.</summary>
    public int PostingOf(int term, int row)
    {
        var at = Common.PlaceOf(term) is var place and >= 0 ? Common.PostingOf(place, row) : RowsOf(term).BinarySearch(row);
        return at < 0 ? -1 : PostingStarts[term] + at;
    }
}
