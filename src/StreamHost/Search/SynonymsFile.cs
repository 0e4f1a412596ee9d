using StreamReco.Models.Search.Queries;

namespace StreamReco.StreamHost.Search;

/// <summary>Reads the file of <c>Search:SynonymsFile</c>.</summary>
internal static class SynonymsFile
{
    private const string Setting = "Search:SynonymsFile";

    /// <summary>The synonyms; none where no file is named.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read or has a line that is no list.</exception>
    public static Synonyms Read(string path)
    {
        try
        {
            return path.Length == 0 ? Synonyms.None : Synonyms.Parse(File.ReadLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{Setting} is '{path}': {e.Message}", e);
        }
    }

    /// <inheritdoc cref="FileCheck.Fault{T}"/>
    public static string? Fault(string path) => FileCheck.Fault(Read, path);
}
