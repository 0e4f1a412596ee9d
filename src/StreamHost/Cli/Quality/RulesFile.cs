using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary>A rules file on the disk.</summary>
internal static class RulesFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ofFaults">The exit code of faults in it: where it is to be used, and where it is asked whether it can be.</param>
    /// <exception cref="UserErrorException">It cannot be read, or is no rules file; each fault stands in a line of its own.</exception>
    public static QualityRules Read(string path, int ofFaults = ExitCode.Usage)
    {
        try
        {
            return QualityRules.Read(File.ReadAllBytes(path));
        }
        catch (QualityRulesException e)
        {
            throw new UserErrorException($"{path}: {string.Join(Environment.NewLine, e.Faults)}", ofFaults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"FILE is '{path}'; it cannot be read: {e.Message}", ExitCode.Usage);
        }
    }
}
