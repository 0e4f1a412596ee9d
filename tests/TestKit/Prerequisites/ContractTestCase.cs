using Xunit.Abstractions;
using Xunit.Sdk;

namespace StreamReco.TestKit.Prerequisites;

/// <summary>A test case that asks its class, not its method, whether it is to be skipped.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    [Obsolete("For xunit's deserializer.", error: true)]
    public ContractTestCase()
    {
    }

    public ContractTestCase(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(diagnostics, display, options, testMethod)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute)
        ?? TestMethod.TestClass.Class.ToRuntimeType()
            .GetCustomAttributes(inherit: true).OfType<PrerequisiteAttribute>()
            .Select(prerequisite => prerequisite.Missing).FirstOrDefault(missing => missing is not null);
}
