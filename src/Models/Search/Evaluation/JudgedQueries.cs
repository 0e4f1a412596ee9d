using System.Globalization;
using StreamReco.Models.Data;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>A query with what people said of items.</summary>
/// <param name="Query">As it was typed.</param>
/// <param name="Ratings">By item id, 0 (wrong) to 3 (right).</param>
public sealed record JudgedQuery(string Query, IReadOnlyDictionary<string, int> Ratings);

/// <summary>Reads files of judgments and of typing errors: CSV with a header, fields in quotes where they need it.</summary>
public static class JudgedQueries
{
    private const int RatingMax = 3;

    /// <summary>The queries of <c>query,docid,rating</c>, in the order of the file.</summary>
    /// <exception cref="DataFileException">The file cannot be read; the message names the line.</exception>
    public static IReadOnlyList<JudgedQuery> Read(string path)
    {
        var queries = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var (line, fields) in ColumnFile.Read(path, ["query", "docid", "rating"]))
        {
            if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var rating) || rating > RatingMax)
            {
                throw new DataFileException(
                    $"{path}, line {line}: the rating is '{fields[2]}'; write a whole number from 0 to {RatingMax}.");
            }

            if (!queries.TryGetValue(fields[0]!, out var ratings))
            {
                queries.Add(fields[0]!, ratings = new Dictionary<string, int>(StringComparer.Ordinal));
                order.Add(fields[0]!);
            }

            ratings[fields[1]!] = rating;
        }

        return order.Count > 0
            ? [.. order.Select(query => new JudgedQuery(query, queries[query]))]
            : throw new DataFileException($"{path}: the file has no ratings below its header.");
    }

    /// <summary>The pairs of <c>typo,query</c>.</summary>
    /// <exception cref="DataFileException">The file cannot be read; the message names the line.</exception>
    public static IReadOnlyList<(string Typo, string Query)> ReadTypos(string path) =>
        [.. ColumnFile.Read(path, ["typo", "query"]).Select(row => (row.Fields[0]!, row.Fields[1]!))];
}
