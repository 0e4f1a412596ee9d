using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary>A rules file on the disk.</summary>
internal static class RulesFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or is no rules file; each fault stands in a line of its own.</exception>
    public static QualityRules Read(string path)
    {
        try
        {
            return QualityRules.Read(File.ReadAllBytes(path));
        }
        catch (QualityRulesException e)
        {
            throw new UserErrorException($"{path}: {string.Join(Environment.NewLine, e.Faults)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"FILE is '{path}'; it cannot be read: {e.Message}");
        }
    }
}
