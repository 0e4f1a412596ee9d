using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Tests.Content;
using StreamReco.Models.Tests.Training.Stack;

namespace StreamReco.Models.Tests.Artifacts;

public sealed class ContentFileTests : IDisposable
{
    private const string Golden =
        "5352434f4e544e54010201020307" + "0000803f00000040" + "0000803f000000000000803f0000803f0000003f00000000"
        + "020000803f00000000000000000000803f" + "01010000003f" + "01000000003f" + "00" + "00";

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Version_1_has_these_bytes()
    {
        var encoder = new ContentEncoder(2, [3, 10], [1, 2], 1, [1, 0, 1, 1, 0.5f, 0]);
        var content = new ContentSpace(
            encoder, new float[] { 1, 0, 0, 1 }, new ContentNeighbours([0, 1, 2], [1, 0], [0.5f, 0.5f]), ColdStartGate.Closed);

        Convert.ToHexStringLower(ContentFile.Write(content)).ShouldBe(Golden);
        Convert.ToHexStringLower(ContentFile.Write(ContentFile.Read(Convert.FromHexString(Golden)))).ShouldBe(Golden);
    }

    [Fact]
    public void A_space_comes_back_as_it_was()
    {
        CatalogItem[] items = [.. ContentSamples.Catalog(120).Select((item, i) => item with { Vector = new float[] { i, 1, -2 } })];
        var gate = new ColdStartGate([1, 2, 3, 4, 5], [0.5f, 0.25f]);
        var content = ContentSamples.Fit(items) with { Gate = gate };
        var read = ContentFile.Read(ContentFile.Write(content));

        read.Encode(items[7]).ShouldBe(content.Encode(items[7]));
        read.Vectors.ToArray().ShouldBe(content.Vectors.ToArray());
        read.Neighbours.RowsOf(5).ToArray().ShouldBe(content.Neighbours.RowsOf(5).ToArray());
        read.Gate.Weights.ShouldBe(gate.Weights);
        read.Gate.PlaceRates.ShouldBe(gate.PlaceRates);
    }

    [Fact]
    public void A_model_keeps_its_content_and_is_not_loaded_without()
    {
        var data = ContentSamples.Clicks(items: 100, topics: 10, byContent: true, sessions: 300);
        var stack = TwoStageSamples.Stack(data: data);
        var model = TwoStageSamples.Model(stack, data);
        ModelArtifactWriter.Write(_temporary.Of("model"), model);

        var loaded = ModelArtifactLoader.Load(_temporary.Of("model"));
        loaded.Stack!.Parts.Content!.Vectors.ToArray().ShouldBe(stack.Parts.Content!.Vectors.ToArray());

        File.Delete(Path.Combine(_temporary.Of("model"), TwoStageFiles.Content));
        Should.Throw<ModelLoadException>(() => ModelArtifactLoader.Load(_temporary.Of("model")))
            .Message.ShouldContain("content.bin is missing");
    }

    [Theory]
    [InlineData("010201", "020201", "has version 2")]
    [InlineData("5352434f", "5352434e", "is another kind of file")]
    public void Another_file_is_told(string from, string to, string message)
    {
        var bytes = Convert.FromHexString(Golden.Replace(from, to));
        Should.Throw<InvalidDataException>(() => ContentFile.Read(bytes)).Message.ShouldContain(message);
    }
}
