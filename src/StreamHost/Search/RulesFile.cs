using StreamReco.Models.Search.Rules;

namespace StreamReco.StreamHost.Search;

/// <summary>Reads the file of <c>Search:RulesFile</c>.</summary>
internal static class RulesFile
{
    private const string Setting = "Search:RulesFile";

    /// <summary>The rules; none where no file is named.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read or has a wrong rule.</exception>
    public static SearchRules Read(string path)
    {
        try
        {
            return path.Length == 0 ? SearchRules.None : SearchRulesFile.Read(path);
        }
        catch (SearchRulesException e)
        {
            throw new InvalidDataException($"{Setting}: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="FileCheck.Fault{T}"/>
    public static string? Fault(string path) => FileCheck.Fault(Read, path);
}
