namespace StreamReco.TestKit;

/// <summary>The folder of the repository that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder; null where the tests run outside of it.</summary>
    public static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "StreamReco.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>The folder.</summary>
    /// <exception cref="InvalidOperationException">The tests run outside of it.</exception>
    public static string Path =>
        Find() ?? throw new InvalidOperationException($"No StreamReco.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
}
