using Xunit;

namespace StreamReco.TestKit;

/// <summary>A fact about a public data set that is not part of the repository: skipped where the set is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <param name="dataSet">The folder under <c>data/</c> that the fact reads.</param>
    public SharedDataFactAttribute(string dataSet)
    {
        DataSet = dataSet;
        if (SharedFolder.Path is null || !Directory.Exists(SharedFolder.Data(dataSet)))
        {
            Skip = "set STREAMRECO_SHARED to the folder that holds data/ and kafka/";
        }
    }

    public string DataSet { get; }
}
