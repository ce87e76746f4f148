import keras
import tensorflow as tf
from keras import layers
from keras.layers import BatchNormalization, Conv2D, Dropout, Input

# --- in a functional graph
x = Conv2D(8, 3)(Input((32, 32, 3)))
x = BatchNormalization()(x, training=True)  # NRM603 information: uses the batch's statistics in predict, too
# --- in a function that makes blocks
def block(x, filters):
    x = layers.Conv2D(filters, 3)(x)
    x = layers.BatchNormalization(momentum=0.8)(x, training=True)  # NRM603 information
    return layers.ReLU()(x)
# --- in a layer's call
class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
    def call(self, x):
        return self.norm(x, training=True)  # NRM603 information: layers.BatchNormalization called
# --- in one that is told
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = tf.keras.layers.BatchNormalization()
    def call(self, x, training=None):
        return self.norm(x, training=True)  # NRM603 information
# --- by position
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
    def call(self, x):
        return self.norm(x, True)  # NRM603 information
# --- after a convolution
def define_encoder(image):
    g = Conv2D(64, 4, strides=2, padding="same")(image)
    g = BatchNormalization()(g, training=True)  # NRM603 information
    return g
# --- twice in one line's chain
def head(x):
    x = BatchNormalization()(BatchNormalization()(x), training=True)  # NRM603 information
    return x
# --- before another argument
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
    def call(self, x, mask=None):
        return self.norm(x, training=True, mask=mask)  # NRM603 information
# --- with synchronized statistics
x = layers.BatchNormalization(synchronized=True)(Input((8,)), training=True)  # NRM603 information

# --- Monte Carlo dropout
x = Dropout(0.5)(Input((8,)), training=True)
# --- left to the caller
x = BatchNormalization()(Input((8,)))
# --- passed on
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
    def call(self, x, training=False):
        return self.norm(x, training=training)
# --- frozen
x = BatchNormalization()(Input((8,)), training=False)
# --- with weights that are frozen, which uses moving statistics anyway
x = BatchNormalization(trainable=False)(Input((8,)), training=True)
# --- a training step
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
    def train_step(self, x):
        with tf.GradientTape() as tape:
            return self.norm(x, training=True)
# --- a whole model called in training
def step(model, x):
    return model(x, training=True)
# --- a test
def test_batch_norm(x):
    norm = BatchNormalization()
    assert norm(x, training=True) is not None
# --- a test class
class NormTest(tf.test.TestCase):
    def check(self, x):
        return BatchNormalization()(x, training=True)
# --- under a tape
def gradients(norm_of, x):
    norm = BatchNormalization()
    with tf.GradientTape() as tape:
        return norm(x, training=True)
# --- a layer norm, to which it makes no difference
x = layers.LayerNormalization()(Input((8,)), training=True)
# --- on one branch that is training
def build(x, is_training):
    if is_training:
        return BatchNormalization()(x, training=True)
    return BatchNormalization()(x, training=False)
# --- a generator whose noise is dropout, as pix2pix's
def define_generator(image):
    g = Conv2D(64, 4, strides=2, padding="same")(image)
    g = BatchNormalization()(g, training=True)
    g = Dropout(0.5)(g, training=True)
    return g
# --- beside a discriminator
def up(x):
    return BatchNormalization()(x, training=True)
def define_discriminator(image):
    return Conv2D(1, 4)(image)
