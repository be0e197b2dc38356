// The natives of DJL's PyTorch engine that Straightway uses, against whatever libtorch it is compiled with. DJL ships them for one
// libtorch version only; with another one its library loads, gives wrong tensors and crashes the JVM.
//
// A native that is missing here throws UnsatisfiedLinkError in Java when it is called. Nothing here may let a C++ exception pass.
#include <jni.h>

#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/utils.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

// Indices of ai.djl.ndarray.types.DataType.
constexpr jint kUnknown = 9;
constexpr jint kDjlBFloat16 = 11;
const std::vector<at::ScalarType> kTypes = {at::kFloat, at::kDouble, at::kHalf, at::kByte, at::kInt, at::kChar, at::kLong, at::kBool, at::kComplexFloat};

at::Tensor& tensor(jlong handle) { return *reinterpret_cast<at::Tensor*>(handle); }

c10::IValue& value(jlong handle) { return *reinterpret_cast<c10::IValue*>(handle); }

jlong handle(at::Tensor t) { return reinterpret_cast<jlong>(new at::Tensor(std::move(t))); }

jlong handle(c10::IValue v) { return reinterpret_cast<jlong>(new c10::IValue(std::move(v))); }

at::ScalarType scalarType(jint index) {
  if (index == kDjlBFloat16) {
    return at::kBFloat16;
  }
  TORCH_CHECK(index >= 0 && index < static_cast<jint>(kTypes.size()), "DJL's data type ", index, " is not supported");
  return kTypes[index];
}

jint djlType(at::ScalarType type) {
  for (size_t i = 0; i < kTypes.size(); i++) {
    if (kTypes[i] == type) {
      return static_cast<jint>(i);
    }
  }
  return type == at::kBFloat16 ? kDjlBFloat16 : kUnknown;
}

std::vector<int64_t> longs(JNIEnv* env, jlongArray array) {
  std::vector<int64_t> values(env->GetArrayLength(array));
  env->GetLongArrayRegion(array, 0, static_cast<jsize>(values.size()), reinterpret_cast<jlong*>(values.data()));
  return values;
}

jlongArray array(JNIEnv* env, const std::vector<int64_t>& values) {
  jlongArray result = env->NewLongArray(static_cast<jsize>(values.size()));
  if (result != nullptr) {
    env->SetLongArrayRegion(result, 0, static_cast<jsize>(values.size()), reinterpret_cast<const jlong*>(values.data()));
  }
  return result;
}

// DJL gives a device as {type, index}.
at::Device device(JNIEnv* env, jintArray pair) {
  jint numbers[2];
  env->GetIntArrayRegion(pair, 0, 2, numbers);
  auto type = static_cast<c10::DeviceType>(numbers[0]);
  return at::Device(type, static_cast<c10::DeviceIndex>(type == c10::DeviceType::CPU ? -1 : numbers[1]));
}

at::TensorOptions options(JNIEnv* env, jint type, jintArray where, jboolean gradient) {
  return at::TensorOptions().device(device(env, where)).dtype(scalarType(type)).requires_grad(gradient);
}

std::vector<c10::IValue> arguments(JNIEnv* env, jlongArray handles) {
  std::vector<c10::IValue> all;
  for (int64_t each : longs(env, handles)) {
    all.push_back(value(each));
  }
  return all;
}

void raise(JNIEnv* env, const char* message) {
  if (!env->ExceptionCheck()) {
    env->ThrowNew(env->FindClass("ai/djl/engine/EngineException"), message);
  }
}

// Runs the work; a C++ exception becomes Java's, and the result the type's zero.
template <typename Work>
auto guarded(JNIEnv* env, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::Error& e) {
    raise(env, e.what_without_backtrace());
  } catch (const std::exception& e) {
    raise(env, e.what());
  } catch (...) {
    raise(env, "an unknown C++ exception");
  }
  return decltype(work())();
}

std::string readAll(JNIEnv* env, jobject stream, jbyteArray buffer) {
  jmethodID read = env->GetMethodID(env->GetObjectClass(stream), "read", "([BII)I");
  const jint length = env->GetArrayLength(buffer);
  std::vector<jbyte> chunk(length);
  std::string content;
  for (jint count; (count = env->CallIntMethod(stream, read, buffer, 0, length)) > 0 && !env->ExceptionCheck();) {
    env->GetByteArrayRegion(buffer, 0, count, chunk.data());
    content.append(reinterpret_cast<const char*>(chunk.data()), count);
  }
  return content;
}

std::string text(JNIEnv* env, jstring string) {
  const char* chars = env->GetStringUTFChars(string, nullptr);
  std::string copy(chars);
  env->ReleaseStringUTFChars(string, chars);
  return copy;
}

}  // namespace

#define NATIVE(RESULT, NAME) extern "C" JNIEXPORT RESULT JNICALL Java_ai_djl_pytorch_jni_PyTorchLibrary_##NAME

// --- the process and the thread ---

NATIVE(jboolean, torchIsGradMode)(JNIEnv*, jobject) { return c10::GradMode::is_enabled(); }

NATIVE(void, torchSetGradMode)(JNIEnv*, jobject, jboolean enabled) { c10::GradMode::set_enabled(enabled); }

NATIVE(jint, torchGetNumInteropThreads)(JNIEnv*, jobject) { return at::get_num_interop_threads(); }

NATIVE(jint, torchGetNumThreads)(JNIEnv*, jobject) { return at::get_num_threads(); }

NATIVE(void, torchSetNumInteropThreads)(JNIEnv* env, jobject, jint count) {
  guarded(env, [&] { at::set_num_interop_threads(count); });
}

NATIVE(void, torchSetNumThreads)(JNIEnv* env, jobject, jint count) {
  guarded(env, [&] { at::set_num_threads(count); });
}

NATIVE(void, torchManualSeed)(JNIEnv* env, jobject, jlong seed) {
  guarded(env, [&] { torch::manual_seed(seed); });
}

// DJL asks for the names of features; the engine room looks for CUDA.
NATIVE(void, torchShowConfig)(JNIEnv* env, jobject, jobject features) {
  if (at::globalContext().hasCUDA()) {
    jmethodID add = env->GetMethodID(env->GetObjectClass(features), "add", "(Ljava/lang/Object;)Z");
    env->CallBooleanMethod(features, add, env->NewStringUTF("CUDA"));
  }
}

NATIVE(void, setGraphExecutorOptimize)(JNIEnv*, jobject, jboolean enabled) { torch::jit::setGraphExecutorOptimize(enabled); }

NATIVE(void, torchSetBenchmarkCuDNN)(JNIEnv*, jobject, jboolean enabled) { at::globalContext().setBenchmarkCuDNN(enabled); }

// --- tensors ---

NATIVE(jlongArray, torchSizes)(JNIEnv* env, jobject, jlong t) { return array(env, tensor(t).sizes().vec()); }

NATIVE(jint, torchDType)(JNIEnv*, jobject, jlong t) { return djlType(tensor(t).scalar_type()); }

NATIVE(jintArray, torchDevice)(JNIEnv* env, jobject, jlong t) {
  const jint numbers[2] = {static_cast<jint>(tensor(t).device().type()), static_cast<jint>(tensor(t).device().index())};
  jintArray result = env->NewIntArray(2);
  env->SetIntArrayRegion(result, 0, 2, numbers);
  return result;
}

NATIVE(jint, torchLayout)(JNIEnv*, jobject, jlong t) { return tensor(t).is_sparse() ? 1 : 0; }

NATIVE(jboolean, torchIsContiguous)(JNIEnv*, jobject, jlong t) { return tensor(t).is_contiguous(); }

NATIVE(jlong, torchToContiguous)(JNIEnv* env, jobject, jlong t) {
  return guarded(env, [&] { return handle(tensor(t).contiguous()); });
}

NATIVE(jlong, torchTo)(JNIEnv* env, jobject, jlong t, jint type, jintArray where) {
  return guarded(env, [&] { return handle(tensor(t).to(device(env, where), scalarType(type), false, true)); });
}

NATIVE(jlong, torchFromBlob)(JNIEnv* env, jobject, jobject buffer, jlongArray sizes, jint type, jint, jintArray where, jboolean gradient) {
  return guarded(env, [&] {
    at::Tensor t = at::from_blob(env->GetDirectBufferAddress(buffer), longs(env, sizes), at::TensorOptions().dtype(scalarType(type)));
    at::Device target = device(env, where);
    // On the CPU DJL keeps the buffer for as long as the tensor.
    return handle((target.is_cpu() ? t : t.to(target)).requires_grad_(gradient));
  });
}

NATIVE(jlong, torchZeros)(JNIEnv* env, jobject, jlongArray sizes, jint type, jint, jintArray where, jboolean gradient) {
  return guarded(env, [&] { return handle(torch::zeros(longs(env, sizes), options(env, type, where, gradient))); });
}

NATIVE(jlong, torchOnes)(JNIEnv* env, jobject, jlongArray sizes, jint type, jint, jintArray where, jboolean gradient) {
  return guarded(env, [&] { return handle(torch::ones(longs(env, sizes), options(env, type, where, gradient))); });
}

NATIVE(jlong, torchEmpty)(JNIEnv* env, jobject, jlongArray sizes, jint type, jint, jintArray where, jboolean gradient) {
  return guarded(env, [&] { return handle(torch::empty(longs(env, sizes), options(env, type, where, gradient))); });
}

NATIVE(jbyteArray, torchDataPtr)(JNIEnv* env, jobject, jlong t) {
  return guarded(env, [&]() -> jbyteArray {
    at::Tensor here = tensor(t).detach().cpu().contiguous();
    TORCH_CHECK(here.nbytes() <= 0x7fffffff, "the tensor has ", here.nbytes(), " bytes, more than a Java array holds");
    jbyteArray bytes = env->NewByteArray(static_cast<jsize>(here.nbytes()));
    if (bytes != nullptr) {
      env->SetByteArrayRegion(bytes, 0, static_cast<jsize>(here.nbytes()), static_cast<const jbyte*>(here.data_ptr()));
    }
    return bytes;
  });
}

NATIVE(jobject, torchDirectByteBuffer)(JNIEnv* env, jobject, jlong t) {
  return env->NewDirectByteBuffer(tensor(t).data_ptr(), static_cast<jlong>(tensor(t).nbytes()));
}

NATIVE(void, torchDeleteTensor)(JNIEnv*, jobject, jlong t) { delete reinterpret_cast<at::Tensor*>(t); }

// --- gradients ---

NATIVE(jboolean, torchRequiresGrad)(JNIEnv*, jobject, jlong t) { return tensor(t).requires_grad(); }

NATIVE(void, torchAttachGrad)(JNIEnv* env, jobject, jlong t, jboolean required) {
  guarded(env, [&] { tensor(t).requires_grad_(required); });
}

NATIVE(jlong, torchGrad)(JNIEnv* env, jobject, jlong t) {
  return guarded(env, [&]() -> jlong {
    at::Tensor gradient = tensor(t).grad();
    return gradient.defined() ? handle(gradient) : 0;
  });
}

NATIVE(void, torchBackward)(JNIEnv* env, jobject, jlong t, jlong gradient, jboolean keep, jboolean create) {
  guarded(env, [&] { tensor(t).backward(tensor(gradient), keep, create); });
}

// --- programs ---

NATIVE(jlong, moduleLoad__Ljava_io_InputStream_2_3IZ_3BJ)(JNIEnv* env, jobject, jobject stream, jintArray where, jboolean, jbyteArray buffer, jlong) {
  return guarded(env, [&] {
    std::istringstream archive(readAll(env, stream, buffer));
    return reinterpret_cast<jlong>(new torch::jit::Module(torch::jit::load(archive, device(env, where))));
  });
}

NATIVE(jlong, moduleRunMethod)(JNIEnv* env, jobject, jlong module, jstring name, jlongArray handles, jboolean train, jboolean) {
  return guarded(env, [&] {
    torch::jit::Method method = reinterpret_cast<torch::jit::Module*>(module)->get_method(text(env, name));
    if (train) {
      return handle(method(arguments(env, handles)));
    }
    c10::InferenceMode inference;
    return handle(method(arguments(env, handles)));
  });
}

NATIVE(void, torchDeleteModule)(JNIEnv*, jobject, jlong module) { delete reinterpret_cast<torch::jit::Module*>(module); }

// --- arguments and results of programs ---

NATIVE(jlong, iValueFromTensor)(JNIEnv*, jobject, jlong t) { return handle(c10::IValue(tensor(t))); }

NATIVE(jlong, iValueFromTensorList)(JNIEnv* env, jobject, jlongArray handles) {
  return guarded(env, [&] {
    c10::List<at::Tensor> list;
    for (int64_t each : longs(env, handles)) {
      list.push_back(tensor(each));
    }
    return handle(c10::IValue(list));
  });
}

NATIVE(jboolean, iValueIsTensor)(JNIEnv*, jobject, jlong v) { return value(v).isTensor(); }

NATIVE(jboolean, iValueIsTensorList)(JNIEnv*, jobject, jlong v) { return value(v).isTensorList(); }

NATIVE(jboolean, iValueIsTuple)(JNIEnv*, jobject, jlong v) { return value(v).isTuple(); }

NATIVE(jboolean, iValueIsList)(JNIEnv*, jobject, jlong v) { return value(v).isList(); }

NATIVE(jboolean, iValueIsMap)(JNIEnv*, jobject, jlong v) { return value(v).isGenericDict(); }

NATIVE(jlong, iValueToTensor)(JNIEnv* env, jobject, jlong v) {
  return guarded(env, [&] { return handle(value(v).toTensor()); });
}

NATIVE(jlongArray, iValueToTensorList)(JNIEnv* env, jobject, jlong v) {
  return guarded(env, [&] {
    std::vector<int64_t> handles;
    for (const at::Tensor& each : value(v).toTensorVector()) {
      handles.push_back(handle(each));
    }
    return array(env, handles);
  });
}

NATIVE(jlongArray, iValueToIValueTuple)(JNIEnv* env, jobject, jlong v) {
  return guarded(env, [&] {
    auto tuple = value(v).toTuple();
    std::vector<int64_t> handles;
    for (const c10::IValue& each : tuple->elements()) {
      handles.push_back(handle(each));
    }
    return array(env, handles);
  });
}

NATIVE(void, torchDeleteIValue)(JNIEnv*, jobject, jlong v) { delete reinterpret_cast<c10::IValue*>(v); }
