package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.gridpact.platform.v1.PlatformServiceOuterClass;
import io.gridpact.trade.v1.TradeServiceOuterClass;
import io.gridpact.trade.v1.UpdateServiceOuterClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gateway passes messages on as bytes: that is right only while the utilities' door encodes them alike.
class TwinMessagesTest {

    static List<MethodDescriptor> forwarded() {
        return platformService().getMethods().stream()
                .filter(method -> !method.getName().equals("ListUtilities"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("forwarded")
    void both_doors_encode_a_methods_messages_alike(MethodDescriptor method) {
        MethodDescriptor twin = twin(method.getName());

        assertThat(shape(twin.getInputType())).isEqualTo(shape(method.getInputType()));
        assertThat(shape(twin.getOutputType())).isEqualTo(shape(method.getOutputType()));
    }

    private static ServiceDescriptor platformService() {
        return PlatformServiceOuterClass.getDescriptor().findServiceByName("PlatformService");
    }

    private static MethodDescriptor twin(String name) {
        return Stream.of(
                        TradeServiceOuterClass.getDescriptor().findServiceByName("TradeService"),
                        UpdateServiceOuterClass.getDescriptor().findServiceByName("UpdateService"))
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no door of a utility has " + name));
    }

    private static List<String> shape(Descriptor type) {
        return type.getFields().stream().map(TwinMessagesTest::shape).toList();
    }

    private static String shape(FieldDescriptor field) {
        OneofDescriptor choice = field.getContainingOneof();
        String oneof = choice == null ? "" : choice.getName();
        String type = field.getType().name();
        if (field.getJavaType() == JavaType.MESSAGE) {
            Descriptor message = field.getMessageType();
            boolean shared = !message.getFile().getServices().isEmpty();
            type = shared ? shape(message).toString() : message.getFullName();
        }
        return field.getNumber() + " " + field.getName() + " " + field.isRepeated() + " " + oneof + " " + type;
    }
}
