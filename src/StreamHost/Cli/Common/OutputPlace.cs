using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Says before long work begins that its result could not be written where it is wanted.</summary>
internal static class OutputPlace
{
    /// <param name="option">The option that names the file.</param>
    /// <param name="path">The file; null where none is wanted. One that stands there stays as it is.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void CheckFile(string option, string? path)
    {
        if (path is not null)
        {
            Try(option, path, () =>
            {
                var isNew = !File.Exists(path);
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
                {
                    // That it opens is all that is asked.
                }

                if (isNew)
                {
                    File.Delete(path);
                }
            });
        }
    }

    /// <param name="option">The option that names the folder.</param>
    /// <param name="path">Where a model is to be written.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void CheckModel(string option, string path) =>
        Try(option, path, () => ModelArtifactWriter.CheckPlace(path));

    private static void Try(string option, string path, Action probe)
    {
        try
        {
            probe();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{option} is '{path}', where nothing can be written: {e.Message.ReplaceLineEndings(" ")}", ExitCode.Failure, e);
        }
    }
}
